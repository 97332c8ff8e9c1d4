"""Feed and sitemap bytes -> entries; one canonical URL per article; the feeds that a site names."""

from articles.discovery.addresses import LONGEST_URL, canonical_url, host_address
from articles.discovery.canonical_links import page_canonical
from articles.discovery.digests import digest_of_all
from articles.discovery.errors import BadUrl, DiscoveryError, NotAFeed
from articles.discovery.feeds import parse_feed
from articles.discovery.filters import MOST_PATTERNS, PARTS, WAYS, BadFilters, EntryFilters
from articles.discovery.finding import find_feeds, guessed_feeds
from articles.discovery.forms import address_forms, same_site, site_of
from articles.discovery.known_feeds import KnownFeed, known_feeds
from articles.discovery.opml import (
    LONGEST_OPML,
    MAX_FEEDS,
    ListedFeed,
    ListedSource,
    NotOpml,
    parse_opml,
    write_opml,
)
from articles.discovery.values import MAX_ENTRIES, Entry, FeedContent, FeedLink

__all__ = [
    "LONGEST_OPML",
    "LONGEST_URL",
    "MAX_ENTRIES",
    "MAX_FEEDS",
    "MOST_PATTERNS",
    "PARTS",
    "WAYS",
    "BadFilters",
    "BadUrl",
    "DiscoveryError",
    "Entry",
    "EntryFilters",
    "FeedContent",
    "FeedLink",
    "KnownFeed",
    "ListedFeed",
    "ListedSource",
    "NotAFeed",
    "NotOpml",
    "address_forms",
    "canonical_url",
    "digest_of_all",
    "find_feeds",
    "guessed_feeds",
    "host_address",
    "known_feeds",
    "page_canonical",
    "parse_feed",
    "parse_opml",
    "same_site",
    "site_of",
    "write_opml",
]
