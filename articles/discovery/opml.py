"""Lists of subscriptions as readers of feeds exchange them (OPML 2.0, opml.org).

Of Stet's own lists each source is an outline around those of its feeds, with what OPML has no word for in attributes of
a namespace of its own. In lists of others an outline around feeds is a folder, unless it has a home page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from lxml import etree

from articles.discovery.errors import DiscoveryError
from articles.discovery.plain import plain_line
from articles.discovery.repairing import repaired

MAX_FEEDS = 2_000
"""How many feeds of a list are taken."""
LONGEST_OPML = 5 * 1024 * 1024
"""Bytes: a list of 2,000 feeds has a tenth of it."""
_OWN = "urn:stet:opml"


class NotOpml(DiscoveryError):
    """No list of subscriptions, or one that is broken or tries tricks; the message is one line."""


@dataclass(frozen=True, slots=True)
class ListedFeed:
    """A feed as a list has it: `url` as it stands there, unchecked, the rest plain lines or empty."""

    url: str
    title: str = ""
    home_url: str = ""
    kind: Literal["feed", "sitemap"] = "feed"
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ListedSource:
    """The outlet that an outline stands for; `slug` only in Stet's own lists."""

    name: str
    home_url: str = ""
    slug: str = ""


def parse_opml(body: bytes) -> tuple[tuple[ListedFeed, ListedSource | None], ...]:
    """The first MAX_FEEDS feeds of a list in its order, each with its source where the list names that.

    Raises NotOpml. Opens nothing; call it where it can be killed.
    """
    if len(body) > LONGEST_OPML:
        raise NotOpml(f"The list has more than {LONGEST_OPML} bytes.")
    root = _root(body)
    if _name(root) != "opml":
        raise NotOpml("This is no OPML: its root element is another.")
    return tuple(islice(_feeds(root), MAX_FEEDS))


def write_opml(title: str, sources: Iterable[tuple[ListedSource, Iterable[ListedFeed]]]) -> bytes:
    """The list of these sources with their feeds, which `parse_opml` reads as it was."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"stet": _OWN})
    etree.SubElement(etree.SubElement(root, "head"), "title").text = plain_line(title)
    body = etree.SubElement(root, "body")
    for source, feeds in sources:
        told = {"text": plain_line(source.name), "htmlUrl": source.home_url, f"{{{_OWN}}}slug": source.slug}
        around = etree.SubElement(body, "outline", _filled(told))
        for feed in feeds:
            etree.SubElement(around, "outline", _filled(_attributes(feed)))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _attributes(feed: ListedFeed) -> dict[str, str]:
    title = plain_line(feed.title) or feed.url
    kind, paused = "" if feed.kind == "feed" else feed.kind, "true" if feed.paused else ""
    own = {f"{{{_OWN}}}kind": kind, f"{{{_OWN}}}paused": paused}
    return {"type": "rss", "text": title, "title": title, "xmlUrl": feed.url, "htmlUrl": feed.home_url, **own}


def _filled(attributes: dict[str, str]) -> dict[str, str]:
    """OPML asks for `text`; of the others, those that say nothing are left out."""
    return {name: value for name, value in attributes.items() if value or name == "text"}


def _root(body: bytes) -> Any:
    try:
        return _parsed(body.lstrip())
    except etree.XMLSyntaxError:
        if b"<!" in body.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
            raise NotOpml("The list is broken.") from None
    try:
        return _parsed(repaired(body))
    except etree.XMLSyntaxError as error:
        raise NotOpml(f"The list is no XML (line {error.lineno}).") from error


def _parsed(body: bytes) -> Any:
    """Expands no entity but XML's own five: a list needs none, and a few make gigabytes."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    root = etree.fromstring(body, parser)
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise NotOpml("The list declares entities of its own, which no list needs.")
    return root


def _feeds(root: Any) -> Iterator[tuple[ListedFeed, ListedSource | None]]:
    for element in root.iter(etree.Element):
        told = _told(element)
        if _name(element) == "outline" and (url := told.get("xmlurl", "").strip()):
            yield _feed(url, told), _source_around(element)


def _feed(url: str, told: dict[str, str]) -> ListedFeed:
    title = plain_line(told.get("title") or told.get("text", ""))
    return ListedFeed(
        url,
        "" if title == url else title,
        told.get("htmlurl", "").strip(),
        "sitemap" if told.get("stet:kind") == "sitemap" else "feed",
        told.get("stet:paused") == "true",
    )


def _source_around(element: Any) -> ListedSource | None:
    """Of the outlines around a feed the nearest with a home page or a name of Stet's."""
    around = (_told(each) for each in element.iterancestors() if _name(each) == "outline")
    found = next((told for told in around if told.get("htmlurl") or told.get("stet:slug")), None)
    if found is None:
        return None
    name = plain_line(found.get("title") or found.get("text", ""))
    return ListedSource(name, found.get("htmlurl", "").strip(), found.get("stet:slug", "").strip())


def _told(element: Any) -> dict[str, str]:
    """Its attributes, by names that ignore case, as programs write them in several."""
    return {
        str(name).replace(f"{{{_OWN}}}", "stet:").lower(): str(value)
        for name, value in element.attrib.items()
    }


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()
