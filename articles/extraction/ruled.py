"""A source's own rules applied to a page; whatever they do not find is left to the generic way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import lxml.html
from bs4 import BeautifulSoup, Tag

from articles.extraction.blocks import NAMED, Found, found_blocks
from articles.extraction.normalising import normalised
from articles.extraction.rules import SiteRules
from articles.text import Block

Line = TypeVar("Line", Found, Block)

_TAG = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules found, empty where nothing matched, and `html`: the page without what they drop.

    `unmatched` names the rules that found nothing: headline, body, byline, and each `drop: <selector>`.
    """

    headline: str
    byline: str
    blocks: tuple[Found, ...]
    html: str
    unmatched: tuple[str, ...]


def apply_rules(html: str, rules: SiteRules) -> Ruled:
    """What `rules` find on the page `html`, after what they drop is taken out."""
    if rules == SiteRules():
        return Ruled("", "", (), html, ())
    soup = BeautifulSoup(html, "lxml")
    unmatched = [f"drop: {selector}" for selector in rules.drop if not _dropped(soup, selector)]
    headline, byline = _first_text(soup, rules.headline), _first_text(soup, rules.byline)
    blocks = tuple(_body_blocks(soup, rules.body))
    found = {"headline": headline, "body": blocks, "byline": byline}
    missing = [name for name, result in found.items() if getattr(rules, name) and not result]
    dropped_html = str(soup) if rules.drop else html
    return Ruled(headline, byline, blocks, dropped_html, (*missing, *unmatched))


def _dropped(soup: BeautifulSoup, selector: str) -> bool:
    unwanted = soup.select(selector)
    for each in unwanted:
        each.extract()
    return bool(unwanted)


def without_boilerplate(blocks: Iterable[Line], rules: SiteRules) -> list[Line]:
    patterns = [re.compile(pattern) for pattern in rules.boilerplate]
    return [block for block in blocks if not any(pattern.fullmatch(block.text) for pattern in patterns)]


def _first_text(soup: BeautifulSoup, selector: str) -> str:
    texts = (normalised(match.get_text()) for match in (soup.select(selector) if selector else ()))
    return next((text for text in texts if text), "")


def _body_blocks(soup: BeautifulSoup, selector: str) -> list[Found]:
    """Of each match what is named as text; of one that names nothing, as a bare div, all but a title."""
    matches = _outermost(soup.select(selector)) if selector else []
    return [block for match in matches for block in _spoken(found_blocks(_as_lxml(match)))]


def _spoken(found: list[Found]) -> list[Found]:
    named = [block for block in found if block.is_within(*NAMED)]
    return named or [block for block in found if not block.is_within("h1")]


def _outermost(matches: list[Tag]) -> list[Tag]:
    """`matches` without those inside another: a selector may name an element and its children."""
    chosen = {id(match) for match in matches}
    return [match for match in matches if not any(id(parent) in chosen for parent in match.parents)]


def _as_lxml(match: Tag) -> lxml.html.HtmlElement:
    """The element as a tree of its own, below one like the element around it, which its place is named by."""
    tree = lxml.html.fragment_fromstring(str(match), create_parent="div")
    if match.parent is not None and _TAG.fullmatch(match.parent.name):
        tree.tag = match.parent.name
        if classes := match.parent.get("class"):
            tree.set("class", normalised(classes if isinstance(classes, str) else " ".join(classes)))
    return tree
