"""A source's own rules applied to a page; whatever they do not find is left to the generic way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import lxml.html
from bs4 import BeautifulSoup, Tag

from articles.extraction.blocks import NAMED, Found, found_blocks
from articles.extraction.normalising import normalised
from articles.extraction.rules import SiteRules


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules found, empty where nothing matched, and `html`: the page without what they drop."""

    headline: str
    byline: str
    blocks: tuple[Found, ...]
    html: str


def apply_rules(html: str, rules: SiteRules) -> Ruled:
    soup = BeautifulSoup(html, "lxml")
    for selector in rules.drop:
        for unwanted in soup.select(selector):
            unwanted.extract()
    return Ruled(
        headline=_first_text(soup, rules.headline),
        byline=_first_text(soup, rules.byline),
        blocks=tuple(_body_blocks(soup, rules.body)),
        html=str(soup) if rules.drop else html,
    )


def without_boilerplate(blocks: Iterable[Found], rules: SiteRules) -> list[Found]:
    patterns = [re.compile(pattern) for pattern in rules.boilerplate]
    return [block for block in blocks if not any(pattern.fullmatch(block.text) for pattern in patterns)]


def _first_text(soup: BeautifulSoup, selector: str) -> str:
    texts = (normalised(match.get_text()) for match in (soup.select(selector) if selector else ()))
    return next((text for text in texts if text), "")


def _body_blocks(soup: BeautifulSoup, selector: str) -> list[Found]:
    matches = soup.select(selector) if selector else []
    found = [block for match in _outermost(matches) for block in found_blocks(_as_lxml(match))]
    named = [block for block in found if block.is_within(*NAMED)]
    return named or [block for block in found if not block.is_within("h1")]


def _outermost(matches: list[Tag]) -> list[Tag]:
    """`matches` without those inside another: a selector may name an element and its children."""
    chosen = {id(match) for match in matches}
    return [match for match in matches if not any(id(parent) in chosen for parent in match.parents)]


def _as_lxml(match: Tag) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(str(match), create_parent="div")
