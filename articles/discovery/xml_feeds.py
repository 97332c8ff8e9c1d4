"""RSS, RDF and Atom, read by feedparser from bytes, without its faults."""

import html
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

import feedparser
from feedparser.mixin import _FeedParserMixin

from articles.discovery.addresses import web_address
from articles.discovery.digests import digest_of
from articles.discovery.errors import NotAFeed
from articles.discovery.paces import asked_pace
from articles.discovery.plain import plain_line, plain_lines, plain_markup
from articles.discovery.times import aware_utc, iso_utc, spoken_utc
from articles.discovery.values import LONGEST_CATEGORY, MAX_CATEGORIES, MAX_ENTRIES, Entry, FeedContent

_HTML_TYPES = ("text/html", "application/xhtml+xml")
# What feedparser has been seen to raise, or may, on bytes that nobody meant to be read.
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


def _look_for_no_address(*_: object, **__: object) -> None:
    """feedparser searches an author's field for an e-mail address, in time that grows with the square of its length.

    192 kB took it more than 45 s. No author of a feed is kept here, so there is nothing to look for.
    """


_FeedParserMixin._sync_author_detail = _look_for_no_address
feedparser.api.PREFERRED_XML_PARSERS = ["articles.discovery.expat"]
_told_of_doctype = feedparser.api.replace_doctype


def _forget_entities(data: bytes) -> tuple[str | None, bytes, dict[str, str]]:
    """What a feed declares is not for the reader of tag soup either: of few bytes it would make any number."""
    version, data, _ = _told_of_doctype(data)
    return version, data, {}


feedparser.api.replace_doctype = _forget_entities


def parse_xml_feed(body: bytes, url: str, content_type: str) -> FeedContent:
    """Raises NotAFeed. An entry without an address is left out; a truncated feed gives what was read."""
    read = _read(body, content_type)
    _refuse_no_feed(read, body)
    version, entries = read["version"], read["entries"][:MAX_ENTRIES]
    home = web_address(url, _text(read["feed"], "link"))
    found = tuple(_entries(entries, version, url))
    return FeedContent(_title(read["feed"], version), home, found, ttl=_pace(read["feed"]))


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
        raise NotAFeed(
            "A web page, not a feed." if is_page else "Neither a feed (RSS, Atom, JSON Feed) nor a sitemap."
        )
    if not read["entries"] and isinstance(read.get("bozo_exception"), SAXParseException):
        raise NotAFeed("The feed is broken: no entry in it can be read.")


def _pace(feed: dict[str, Any]) -> timedelta | None:
    return asked_pace(_text(feed, "ttl"), _text(feed, "sy_updateperiod"), _text(feed, "sy_updatefrequency"))


def _entries(found: list[dict[str, Any]], version: str, url: str) -> Iterator[Entry]:
    for entry in found:
        if address := _address(entry, url):
            updated = _time(entry, "updated")
            published = _time(entry, "published") or updated
            guid = plain_line(_text(entry, "id")) or address
            digest = digest_of(*_texts(entry), published=published, updated=updated)
            title, categories = _title(entry, version), _categories(entry)
            yield Entry(address, title, published, guid, updated, digest, categories=categories)


def _address(entry: dict[str, Any], url: str) -> str:
    """The entry's own page: its first link that is one, else its guid where that is a permalink and absolute.

    Of several links, the one that a proxy of feeds has replaced, then the first alternate: feedparser takes the last.
    """
    guid = _text(entry, "id") if entry.get("guidislink") else ""
    link = _text(entry, "link")
    links = (_text(entry, "feedburner_origlink"), *_alternates(entry), link if link != guid else "")
    addresses = (*(web_address(url, href) for href in links), web_address("", guid))
    return next(filter(None, addresses), "")


def _alternates(entry: dict[str, Any]) -> list[str]:
    return [
        _text(link, "href")
        for link in entry.get("links") or ()
        if link.get("rel") == "alternate" and str(link.get("type", "")).lower().startswith(_HTML_TYPES)
    ]


def _texts(entry: dict[str, Any]) -> Iterator[str]:
    yield _text(entry, "title")
    yield _text(entry, "summary")
    for content in entry.get("content") or ():
        yield _text(content, "value")


def _categories(entry: dict[str, Any]) -> tuple[str, ...]:
    """RSS's `category` and Dublin Core's `subject`; of Atom's its term, and its label where it has one for readers."""
    tags = entry.get("tags") or ()
    texts = (html.unescape(_text(tag, name)) for tag in tags for name in ("term", "label"))
    return plain_lines(texts, MAX_CATEGORIES, LONGEST_CATEGORY)


def _title(entry: dict[str, Any], version: str) -> str:
    """RSS titles are HTML by custom, Atom's say what they are (RFC 4287, 3.1)."""
    kind = _text(entry.get("title_detail") or {}, "type")
    is_markup = not version.startswith("atom") or kind in ("text/html", "application/xhtml+xml")
    return plain_markup(_text(entry, "title")) if is_markup else plain_line(_text(entry, "title"))


def _time(entry: dict[str, Any], name: str) -> datetime | None:
    """As this room reads it, else as feedparser does, who knows more formats and fewer zones and languages."""
    spoken = dict.get(entry, name)  # feedparser's own get() answers one time for another, with a warning
    if isinstance(spoken, str) and (known := spoken_utc(spoken) or iso_utc(spoken)):
        return known
    time = dict.get(entry, f"{name}_parsed")
    return aware_utc(*time[:5], min(time[5], 59)) if time else None  # 59: a leap second


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
