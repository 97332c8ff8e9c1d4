"""RSS, RDF and Atom, read by feedparser from bytes, without its faults."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

import feedparser

from articles.discovery.addresses import web_address
from articles.discovery.errors import NotAFeed
from articles.discovery.plain import plain_line, plain_markup
from articles.discovery.times import aware_utc
from articles.discovery.values import MAX_ENTRIES, Entry, FeedContent

# What feedparser has been seen to raise, or may, on bytes that nobody meant to be read.
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


def parse_xml_feed(body: bytes, url: str, content_type: str) -> FeedContent:
    """Raises NotAFeed. An entry without an address is left out; a truncated feed gives what was read."""
    read = _read(body, content_type)
    _refuse_no_feed(read, body)
    version, entries = read["version"], read["entries"][:MAX_ENTRIES]
    home = web_address(url, _text(read["feed"], "link"))
    return FeedContent(_title(read["feed"], version), home, tuple(_entries(entries, version, url)))


def _read(body: bytes, content_type: str) -> Any:
    try:
        return feedparser.parse(
            BytesIO(body),  # feedparser opens what it is given as str or bytes where that names a file or URL
            response_headers={"content-type": _trusted_type(body, content_type)},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _FAULTS as error:
        raise NotAFeed(f"The feed is broken ({type(error).__name__}).") from error


def _trusted_type(body: bytes, content_type: str) -> str:
    """The content type to believe: servers say latin-1 of UTF-8 files, and the bytes know better."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return content_type or "application/xml"
    return "application/xml; charset=utf-8"


def _refuse_no_feed(read: dict[str, Any], body: bytes) -> None:
    if not read.get("version"):
        is_page = b"<html" in body[:2_000].lower() or b"<!doctype html" in body[:2_000].lower()
        raise NotAFeed("A web page, not a feed." if is_page else "Neither RSS nor Atom nor JSON Feed.")
    if not read["entries"] and isinstance(read.get("bozo_exception"), SAXParseException):
        raise NotAFeed("The feed is broken: no entry in it can be read.")


def _entries(found: list[dict[str, Any]], version: str, url: str) -> Iterator[Entry]:
    for entry in found:
        if address := _address(entry, url):
            guid = plain_line(_text(entry, "id")) or address
            yield Entry(address, _title(entry, version), _published(entry), guid)


def _address(entry: dict[str, Any], url: str) -> str:
    """The entry's own page: its link, else its guid where that is a permalink (RSS 2.0) and absolute."""
    guid = _text(entry, "id") if entry.get("guidislink") else ""
    link = _text(entry, "link")
    if link and link != guid:
        return web_address(url, link)
    return web_address("", guid)


def _title(entry: dict[str, Any], version: str) -> str:
    """RSS titles are HTML by custom, Atom's say what they are (RFC 4287, 3.1)."""
    kind = _text(entry.get("title_detail") or {}, "type")
    is_markup = not version.startswith("atom") or kind in ("text/html", "application/xhtml+xml")
    return plain_markup(_text(entry, "title")) if is_markup else plain_line(_text(entry, "title"))


def _published(entry: dict[str, Any]) -> datetime | None:
    for name in ("published_parsed", "updated_parsed"):
        time = dict.get(entry, name)  # feedparser's own get() answers one for the other, with a warning
        if time and (known := aware_utc(*time[:5], min(time[5], 59))):  # a leap second
            return known
    return None


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
