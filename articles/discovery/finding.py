"""The feeds that a page names, and where they would be if it names none."""

import lxml.html
from lxml import etree
from w3lib.encoding import html_to_unicode

from articles.discovery.addresses import canonical_url, web_address
from articles.discovery.errors import BadUrl
from articles.discovery.plain import plain_line
from articles.discovery.values import FeedLink

_FEED_TYPES = frozenset(
    ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json")
)
_XML_TYPES = frozenset(("application/xml", "text/xml"))
_COMMON_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")


def find_feeds(html: bytes, url: str) -> tuple[FeedLink, ...]:
    """The feeds (RSS, Atom, JSON Feed) that the page fetched from `url` names, the surest first.

    First `link rel=alternate` with the type of a feed and `link rel=feed`, in page order; then `link rel=alternate`
    with the type of any XML, and `a` with the type of a feed; feeds of comments last. Addresses are absolute http(s),
    each once; () where there is none.
    """
    root = _tree(html)
    if root is None:
        return ()
    base = web_address(url, root.xpath("string(//base/@href)")) or url
    distinct: dict[str, FeedLink] = {}
    for element in sorted(filter(_surety, root.iter("link", "a")), key=_surety, reverse=True):
        link = FeedLink(web_address(base, element.get("href", "")), plain_line(element.get("title", "")))
        if link.url:
            distinct.setdefault(link.url, link)
    return tuple(sorted(distinct.values(), key=_is_of_comments))


def guessed_feeds(url: str) -> tuple[FeedLink, ...]:
    """Where the feed of the site of `url` is on most sites, for a page that names none: 7 at most, likeliest first."""
    try:
        canonical_url(url)
    except BadUrl:
        return ()
    guesses = (web_address(url, path) for path in _COMMON_PATHS)
    return tuple(FeedLink(guess, "") for guess in guesses if guess != url)


def _tree(html: bytes) -> lxml.html.HtmlElement | None:
    text = html_to_unicode(None, html)[1].replace("\x00", "")
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8")
        return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None


def _surety(element: lxml.html.HtmlElement) -> int:
    """How surely it names a feed: 0 where it does not."""
    relations = element.get("rel", "").lower().split()
    kind = element.get("type", "").partition(";")[0].strip().lower()
    if element.tag == "a":
        return int(kind in _FEED_TYPES)
    if "feed" in relations or ("alternate" in relations and kind in _FEED_TYPES):
        return 2
    return int("alternate" in relations and kind in _XML_TYPES)


def _is_of_comments(link: FeedLink) -> bool:
    return "comment" in f"{link.url} {link.title}".lower()
