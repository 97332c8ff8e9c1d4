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
from typing import Any

from lxml import etree

from articles.discovery.addresses import web_address
from articles.discovery.digests import digest_of
from articles.discovery.plain import plain_markup
from articles.discovery.repairing import decoded, repaired
from articles.discovery.times import iso_utc
from articles.discovery.values import MAX_ENTRIES, Entry, FeedContent

MAX_LISTED = 50_000
"""How many addresses of a sitemap are looked at: it may have no more (sitemaps.org)."""
MAX_SITEMAPS = 50
"""How many sitemaps of an index are named."""

_SNIFFED = 64 * 1024
_PIECE = 16 * 1024
_ROOT = re.compile(
    r"(?>\s+|<!--(?:.*?-->|.*)|<[?!][^>]*>|\]\s*>)*+<(?:[\w.-]+:)?(?P<name>urlset|sitemapindex)[\s/>]", re.S
)
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
    return _root_name(body) != ""


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
    """What its children say; of those that hold entities or elements, nothing: half an address is another one."""
    texts: dict[str, str] = {}
    for child in element:
        texts.setdefault(_name(child), "" if len(child) else child.text or "")
    return texts


def _elements(body: bytes) -> Iterator[Any]:
    """The children of the root, up to where nothing can be read. The file is repaired only where it has to be."""
    read = 0
    try:
        for element in _children(body.lstrip()):
            yield element
            read += 1
    except etree.XMLSyntaxError:
        if b"<!ENTITY" in body:  # no sitemap needs its own, and repairing would make them text
            return
        with suppress(etree.XMLSyntaxError):
            yield from islice(_children(repaired(body)), read, None)


def _children(body: bytes) -> Iterator[Any]:
    """Each is gone when the next is asked for: a sitemap is never whole in memory.

    Raises XMLSyntaxError behind the last that can be read. lxml's `recover` would go on, but without any `&amp;` from
    there on: that makes another address, which may be another story's.
    """
    parser = _parser()
    for piece in (*(body[start : start + _PIECE] for start in range(0, len(body), _PIECE)), b""):
        try:
            parser.feed(piece) if piece else parser.close()
        finally:
            whole = [element for _, element in parser.read_events() if _is_child_of_root(element)]
        yield from whole
        for element in whole:
            element.getparent().remove(element)


def _is_child_of_root(element: Any) -> bool:
    parent = element.getparent()
    return parent is not None and parent.getparent() is None


def _root_name(body: bytes) -> str:
    found = _ROOT.match(decoded(body[:_SNIFFED]))
    return found["name"] if found else ""


def _parser() -> Any:
    """Opens nothing and expands no entity."""
    return etree.XMLPullParser(
        ("end",),
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
