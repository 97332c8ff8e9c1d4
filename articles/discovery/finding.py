"""The feeds that a page names."""

import lxml.html
from lxml import etree
from w3lib.encoding import html_to_unicode

from articles.discovery.addresses import web_address
from articles.discovery.plain import plain_line
from articles.discovery.values import FeedLink

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
)


def find_feeds(html: bytes, url: str) -> tuple[FeedLink, ...]:
    """The page's `link rel=alternate` feeds (RSS, Atom, JSON Feed) in page order, feeds of comments last.

    `html` was fetched from `url`. Addresses are absolute http(s), each once; () where there is none.
    """
    root = _tree(html)
    if root is None:
        return ()
    base = web_address(url, root.xpath("string(//base/@href)")) or url
    links = [
        FeedLink(web_address(base, link.get("href", "")), plain_line(link.get("title", "")))
        for link in _alternates(root)
    ]
    distinct: dict[str, FeedLink] = {}
    for link in links:
        if link.url:
            distinct.setdefault(link.url, link)
    return tuple(sorted(distinct.values(), key=_is_of_comments))


def _tree(html: bytes) -> lxml.html.HtmlElement | None:
    text = html_to_unicode(None, html)[1].replace("\x00", "")
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None


def _alternates(root: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    return [
        link
        for link in root.iter("link")
        if "alternate" in link.get("rel", "").lower().split()
        and link.get("type", "").partition(";")[0].strip().lower() in _FEED_TYPES
    ]


def _is_of_comments(link: FeedLink) -> bool:
    return "comment" in f"{link.url} {link.title}".lower()
