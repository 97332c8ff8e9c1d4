"""JSON Feed, version 1 and 1.1 (jsonfeed.org)."""

import json
from collections.abc import Iterator
from typing import Any

from articles.discovery.addresses import web_address
from articles.discovery.digests import digest_of
from articles.discovery.errors import NotAFeed
from articles.discovery.plain import plain_line, plain_lines
from articles.discovery.times import iso_utc
from articles.discovery.values import LONGEST_CATEGORY, MAX_CATEGORIES, MAX_ENTRIES, Entry, FeedContent

_VERSIONS = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")


def looks_like_json(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def parse_json_feed(body: bytes, url: str) -> FeedContent:
    """Raises NotAFeed. An entry that is broken or has no address is left out."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("The JSON is broken.") from error
    if not isinstance(feed, dict) or not _text(feed, "version").startswith(_VERSIONS):
        raise NotAFeed("JSON, but no JSON Feed.")
    found = feed.get("items")
    entries = tuple(_entries(found[:MAX_ENTRIES] if isinstance(found, list) else [], url))
    return FeedContent(
        plain_line(_text(feed, "title")), web_address(url, _text(feed, "home_page_url")), entries
    )


def _entries(found: list[Any], url: str) -> Iterator[Entry]:
    for entry in found:
        if not isinstance(entry, dict):
            continue
        if address := web_address(url, _text(entry, "url") or _text(entry, "external_url")):
            guid = plain_line(str(entry["id"])) if isinstance(entry.get("id"), str | int) else ""
            published, updated = iso_utc(entry.get("date_published")), iso_utc(entry.get("date_modified"))
            texts = (_text(entry, name) for name in ("title", "summary", "content_html", "content_text"))
            digest = digest_of(*texts, published=published, updated=updated)
            title, categories = plain_line(_text(entry, "title")), _categories(entry)
            yield Entry(address, title, published, guid or address, updated, digest, categories=categories)


def _categories(entry: dict[str, Any]) -> tuple[str, ...]:
    tags = entry.get("tags")
    texts = (tag for tag in (tags if isinstance(tags, list) else ()) if isinstance(tag, str))
    return plain_lines(texts, MAX_CATEGORIES, LONGEST_CATEGORY)


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
