"""JSON Feed, version 1 and 1.1 (jsonfeed.org)."""

import json
from collections.abc import Iterator
from typing import Any

from articles.discovery.addresses import web_address
from articles.discovery.errors import NotAFeed
from articles.discovery.plain import plain_line
from articles.discovery.times import iso_utc
from articles.discovery.values import MAX_ENTRIES, Entry, FeedContent

_VERSIONS = ("https://jsonfeed.org/version/", "http://jsonfeed.org/version/")


def looks_like_json(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def parse_json_feed(body: bytes, url: str) -> FeedContent:
    """Raises NotAFeed. An item that is broken or has no address is left out."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("The JSON is broken.") from error
    if not isinstance(feed, dict) or not _text(feed, "version").startswith(_VERSIONS):
        raise NotAFeed("JSON, but no JSON Feed.")
    items = feed.get("items")
    entries = tuple(_entries(items[:MAX_ENTRIES] if isinstance(items, list) else [], url))
    return FeedContent(
        plain_line(_text(feed, "title")), web_address(url, _text(feed, "home_page_url")), entries
    )


def _entries(items: list[Any], url: str) -> Iterator[Entry]:
    for item in items:
        if isinstance(item, dict):
            address = web_address(url, _text(item, "url") or _text(item, "external_url"))
            guid = plain_line(str(item["id"])) if isinstance(item.get("id"), str | int) else ""
            if address:
                title, published = plain_line(_text(item, "title")), iso_utc(item.get("date_published"))
                yield Entry(address, title, published, guid or address)


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
