"""Sitemaps (sitemaps.org), with Google's news extension, and their indexes.

The protocol lets a sitemap list addresses of its own site alone, unless the robots.txt of the other site names it.
Here they are kept whatever their site, as those of a feed are: whoever chose the sitemap has vouched for it. One that
nobody chose, since a robots.txt or an index named it, is to be held to `same_site`.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nlargest
from itertools import islice
from typing import Any, Literal

from lxml import etree

from articles.discovery.addresses import web_address
from articles.discovery.digests import digest_of
from articles.discovery.plain import plain_markup
from articles.discovery.times import iso_utc
from articles.discovery.values import MAX_ENTRIES, Entry, FeedContent

MAX_LISTED = 50_000
"""How many addresses of a sitemap are looked at: it may have no more (sitemaps.org)."""
MAX_SITEMAPS = 50
"""How many sitemaps of an index are named."""

_SNIFFED = 64 * 1024
_PIECE = 16 * 1024
_STRAY = re.compile(
    rb"(?P<cdata><!\[CDATA\[.*?\]\]>)|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)"
    rb"|[\x00-\x08\x0b\x0c\x0e-\x1f]+",
    re.S,
)
_ROOTS = ("urlset", "sitemapindex")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A `url` or `sitemap` element: its address, and its times and title as far as it has them."""

    address: str
    updated: datetime | None
    is_news: bool = False
    title: str = ""
    published: datetime | None = None
    outlet: str = ""

    @property
    def latest(self) -> datetime:
        return max(self.published or _LONG_AGO, self.updated or _LONG_AGO)


def looks_like_sitemap(body: bytes) -> bool:
    """Whether its root element is a sitemap's, as far as can be seen at its beginning."""
    return _root_name(body) in _ROOTS


def parse_sitemap(body: bytes, url: str) -> FeedContent:
    """The MAX_ENTRIES newest entries, those with `news:news` before all others; of an index, its sitemaps.

    A page without `news:news` is no news to begin with: general sitemaps list all pages that a site has ever had. What
    is broken or cut gives what was read.
    """
    if _root_name(body) == "sitemapindex":
        return FeedContent("", "", (), kind="index", sitemaps=_sitemaps(_listed(body), url))
    newest = nlargest(MAX_ENTRIES, _listed(body), key=lambda listed: (listed.is_news, listed.latest))
    title = next((listed.outlet for listed in newest if listed.outlet), "")
    return FeedContent(title, "", tuple(_entries(newest, url)), kind="sitemap")


def _entries(found: list[_Listed], url: str) -> Iterator[Entry]:
    for listed in found:
        if address := web_address(url, listed.address):
            digest = digest_of(listed.title, published=listed.published, updated=listed.updated)
            yield Entry(
                address, listed.title, listed.published, address, listed.updated, digest, listed.is_news
            )


def _sitemaps(listed: Iterator[_Listed], url: str) -> tuple[str, ...]:
    likeliest = nlargest(
        MAX_SITEMAPS, listed, key=lambda sitemap: ("news" in sitemap.address.lower(), sitemap.latest)
    )
    addresses = (web_address(url, sitemap.address) for sitemap in likeliest)
    return tuple(dict.fromkeys(address for address in addresses if address not in ("", url)))


def _listed(body: bytes) -> Iterator[_Listed]:
    return islice((_read(element) for element in _elements(body)), MAX_LISTED)


def _read(element: Any) -> _Listed:
    told = _texts(element)
    news = next((child for child in element if _name(child) == "news"), None)
    if news is None:
        return _Listed(told.get("loc", ""), iso_utc(told.get("lastmod")))
    said, outlet = _texts(news), next((child for child in news if _name(child) == "publication"), ())
    return _Listed(
        told.get("loc", ""),
        iso_utc(told.get("lastmod")),
        True,
        plain_markup(said.get("title", "")),
        iso_utc(said.get("publication_date")),
        plain_markup(_texts(outlet).get("name", "")),
    )


def _texts(element: Any) -> dict[str, str]:
    texts: dict[str, str] = {}
    for child in element:
        texts.setdefault(_name(child), child.text or "")
    return texts


def _elements(body: bytes) -> Iterator[Any]:
    """The children of the root, up to where nothing can be read. The file is repaired only where it has to be."""
    read = 0
    try:
        for element in _children(body):
            yield element
            read += 1
    except etree.XMLSyntaxError:
        with suppress(etree.XMLSyntaxError):
            yield from islice(_children(_repaired(body)), read, None)


def _children(body: bytes) -> Iterator[Any]:
    """Each is gone when the next is asked for: a sitemap is never whole in memory."""
    for element in _read_elements(body, "end"):
        parent = element.getparent()
        if parent is not None and parent.getparent() is None:
            yield element
            parent.remove(element)


def _repaired(body: bytes) -> bytes:
    """Without what is most often wrong: an ampersand in an address or HTML's entity, and control characters."""
    return _STRAY.sub(lambda found: b"&amp;" if found[0] == b"&" else found["cdata"] or b"", body)


def _root_name(body: bytes) -> str:
    with suppress(etree.XMLSyntaxError):
        for element in _read_elements(body[:_SNIFFED], "start"):
            return _name(element)
    return ""


def _read_elements(body: bytes, event: Literal["start", "end"]) -> Iterator[Any]:
    """Raises XMLSyntaxError behind the last that could be read.

    lxml's `recover` would go on, but without any `&amp;` from there: another address, which may be another story's.
    """
    parser = _parser(event)
    body = body.lstrip()
    try:
        for start in range(0, len(body), _PIECE):
            parser.feed(body[start : start + _PIECE])
            yield from (element for _, element in parser.read_events())
        parser.close()
    except etree.XMLSyntaxError:
        yield from (element for _, element in parser.read_events())
        raise
    yield from (element for _, element in parser.read_events())


def _parser(event: Literal["start", "end"]) -> Any:
    """Opens nothing and expands no entity."""
    return etree.XMLPullParser(
        (event,),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _name(element: Any) -> str:
    """Its name without namespace or prefix: publishers declare either in many ways, and none at all."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""
