"""The cheap question about a page: may its text differ from the one that was read before?"""

import re
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from lxml import etree

from articles.extraction import details
from articles.extraction.decoding import decode
from articles.extraction.extracting import EXTRACTOR_VERSION
from articles.extraction.headline import chosen_headline
from articles.extraction.reading import Page, read_page
from articles.extraction.rules import SiteRules

_STATEMENTS = frozenset(("base", "link", "meta", "time"))
_UNREAD = frozenset(("script", "style", "template", "svg", "noscript"))
_READ_ATTRIBUTES = ("class", "id", "lang", "rel", "itemprop")
_IN_SELECTOR = re.compile(r"\[\s*([\w:|-]+)")
# A state (:checked, :link, :dir(rtl) ...) may hang on any attribute; these hang on none.
_STATE = re.compile(
    r":(?!(?:not|is|where|has|matches|any|first|last|nth|only|root|empty|contains|-soup-contains)\b|[\w-]*-child|[\w-]*-of-type)"
)


def page_fingerprint(html: bytes, url: str, rules: SiteRules | None = None, content_type: str = "") -> str:
    """SHA-256 (hex) over everything on the page that `extract` with the same arguments makes a text of.

    Equal fingerprints mean equal texts; the reverse need not hold. What is never read does not count: scripts,
    styles, attributes, menus, teasers, counters, comments. Under rules any element may be read, so that all text
    counts. Raises what `extract` raises before it elects blocks.
    """
    rules = rules or SiteRules()
    return fingerprint_of(page_to_fingerprint(decode(html, content_type), url, rules), rules)


def page_to_fingerprint(source: str, url: str, rules: SiteRules) -> Page:
    """The page as it was sent. What the rules drop may be the wall in front of the story: then extraction alone can
    tell.
    """
    return read_page(source, url, refuses=not rules.drop)


def fingerprint_of(page: Page, rules: SiteRules) -> str:
    """`page_fingerprint` of a page that is read already, and not extracted from yet."""
    parts = _read_by_rules(page.root, rules) if rules != SiteRules() else ()
    digest = sha256()
    for part in (EXTRACTOR_VERSION, rules, *_stated(page), *_outlined(page), *parts):
        digest.update(repr(part).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def _stated(page: Page) -> Iterator[object]:
    """What the page says of its article, as the text will have it."""
    root, described = page.root, page.described
    yield chosen_headline(root, described, page.url)
    yield details.byline(root, described)
    yield details.published(root, described), details.modified(root, described)
    yield details.language(root), details.canonical_url(root, page.url)
    yield (
        details.is_free(root, described, page.noted),
        details.continues(root, page.found, page.url, page.noted),
    )
    yield page.descriptions


def _outlined(page: Page) -> Iterator[object]:
    """The outline, which the blocks are elected on."""
    attested = set(page.attested)
    for block in page.told:
        yield block.kind, block.text, block.linked, block.is_named, block in attested
    if page.told:
        yield etree.tostring(page.told[0].element.getroottree())


def _read_by_rules(root: Any, rules: SiteRules) -> Iterator[object]:
    """Tags, text and those attributes which the selectors of `rules` may ask for, of the whole page."""
    selectors = " ".join((rules.headline, rules.body, rules.byline, *rules.drop))
    asked = (
        *_READ_ATTRIBUTES,
        *(name.rpartition("|")[2].lower() for name in _IN_SELECTOR.findall(selectors)),
    )
    asks_any = bool(_STATE.search(selectors))
    for element in root.iter():
        attributes = element.attrib
        if asks_any or element.tag in _STATEMENTS:
            said: object = sorted(attributes.items())
        else:
            said = [(name, attributes[name]) for name in asked if name in attributes]
        text = None if element.tag in _UNREAD else element.text
        yield element.tag, len(element), said, text, element.tail
    for script in root.iter("script"):
        if rules.drop and "ld+json" in script.get("type", "").lower():
            yield script.text
