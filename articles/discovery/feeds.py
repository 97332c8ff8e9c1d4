"""Feed and sitemap bytes -> FeedContent."""

from collections.abc import Iterable
from dataclasses import replace

from articles.discovery.addresses import canonical_url
from articles.discovery.digests import digest_of_all
from articles.discovery.errors import NotAFeed
from articles.discovery.json_feeds import looks_like_json, parse_json_feed
from articles.discovery.sitemaps import looks_like_sitemap, parse_sitemap
from articles.discovery.unpacking import unpacked
from articles.discovery.values import MAX_CATEGORIES, Entry, FeedContent
from articles.discovery.xml_feeds import parse_xml_feed


def parse_feed(body: bytes, url: str, content_type: str = "") -> FeedContent:
    """The feed or sitemap that was fetched from `url`: MAX_ENTRIES entries, those with one address merged.

    `content_type` is the HTTP header; a body in gzip is unpacked. Every entry's URL is one that `canonical_url`
    accepts. A valid feed may have none; NotAFeed is raised for all that is no feed. Fetches and opens nothing. A
    hostile feed can keep feedparser busy for minutes: call this where it can be killed.
    """
    body = unpacked(body)
    if not body.strip():
        raise NotAFeed("The feed is empty.")
    content = _parse(body, url, content_type)
    return replace(content, entries=_distinct(content.entries))


def _parse(body: bytes, url: str, content_type: str) -> FeedContent:
    if looks_like_json(body):
        return parse_json_feed(body, url)
    if looks_like_sitemap(body):
        return parse_sitemap(body, url)
    return parse_xml_feed(body, url, content_type)


def _distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of entries with one address the first, touched where any of them is."""
    by_address: dict[str, list[Entry]] = {}
    for entry in entries:
        by_address.setdefault(canonical_url(entry.url), []).append(entry)
    return tuple(_merged(same) for same in by_address.values())


def _merged(same: list[Entry]) -> Entry:
    updated = max((entry.updated for entry in same if entry.updated), default=None)
    digest = digest_of_all({entry.digest for entry in same})
    categories = tuple(dict.fromkeys(category for entry in same for category in entry.categories))
    return replace(
        same[0],
        updated=updated,
        digest=digest,
        is_news=any(entry.is_news for entry in same),
        categories=categories[:MAX_CATEGORIES],
    )
