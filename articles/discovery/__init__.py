"""Feed and sitemap bytes -> entries; one canonical URL per article; the feeds that a site names."""

from articles.discovery.addresses import LONGEST_URL, canonical_url, host_address
from articles.discovery.canonical_links import page_canonical
from articles.discovery.digests import digest_of_all
from articles.discovery.errors import BadUrl, DiscoveryError, NotAFeed
from articles.discovery.feeds import parse_feed
from articles.discovery.finding import find_feeds, guessed_feeds
from articles.discovery.forms import address_forms, same_site, site_of
from articles.discovery.values import MAX_ENTRIES, Entry, FeedContent, FeedLink

__all__ = [
    "LONGEST_URL",
    "MAX_ENTRIES",
    "BadUrl",
    "DiscoveryError",
    "Entry",
    "FeedContent",
    "FeedLink",
    "NotAFeed",
    "address_forms",
    "canonical_url",
    "digest_of_all",
    "find_feeds",
    "guessed_feeds",
    "host_address",
    "page_canonical",
    "parse_feed",
    "same_site",
    "site_of",
]
