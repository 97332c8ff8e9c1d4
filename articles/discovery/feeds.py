"""Feed bytes -> FeedContent."""

from collections.abc import Iterable
from dataclasses import replace

from articles.discovery.addresses import canonical_url
from articles.discovery.errors import NotAFeed
from articles.discovery.json_feeds import looks_like_json, parse_json_feed
from articles.discovery.values import Entry, FeedContent
from articles.discovery.xml_feeds import parse_xml_feed


def parse_feed(body: bytes, url: str, content_type: str = "") -> FeedContent:
    """The feed that was fetched from `url`: its first MAX_ENTRIES entries, those with one address merged.

    `content_type` is the HTTP header. Every entry's URL is one that `canonical_url` accepts. A valid feed may have
    none; NotAFeed is raised for all that is no feed. Fetches and opens nothing. A hostile feed can keep feedparser
    busy for minutes: call this where it can be killed.
    """
    if not body.strip():
        raise NotAFeed("The feed is empty.")
    is_json = looks_like_json(body)
    content = parse_json_feed(body, url) if is_json else parse_xml_feed(body, url, content_type)
    return replace(content, entries=_distinct(content.entries))


def _distinct(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    first: dict[str, Entry] = {}
    for entry in entries:
        first.setdefault(canonical_url(entry.url), entry)
    return tuple(first.values())
