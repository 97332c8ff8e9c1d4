"""A page as every question about it needs it: decoded, parsed, its blocks found, its outline drawn."""

from dataclasses import dataclass
from typing import Any

from articles.extraction.blocks import Found, found_and_noted, size
from articles.extraction.details import tells_of_access
from articles.extraction.embedded import embedded_blocks
from articles.extraction.outline import outline
from articles.extraction.refusing import refuse_what_is_no_story
from articles.extraction.standfirst import descriptions_of
from articles.extraction.structured import attested_blocks, described_article
from articles.extraction.tree import parse

# A page that shows less than a sentence may have its story where only a browser looks.
_NOTHING = 100


@dataclass(frozen=True, slots=True)
class Page:
    """The tree `root` of the page fetched from `url`.

    `found` are all its blocks, `told` those of its outline, `attested` those of them that its JSON-LD has too;
    `described` is its JSON-LD article, `descriptions` what else it says of itself, `noted` its forms and what
    is named like a paywall or a row of page links.
    """

    root: Any
    url: str
    described: dict[str, Any]
    descriptions: list[str]
    found: list[Found]
    told: list[Found]
    attested: list[Found]
    noted: list[Any]


def read_page(source: str, url: str, *, refuses: bool = True) -> Page:
    """The page `source`, fetched from `url`.

    Raises TooDeep, TooLong, EmptyText, and Wall, Challenge or ErrorPage where it `refuses` what is no story.
    """
    root = parse(source)
    described, descriptions = described_article(root), descriptions_of(root)
    found, noted = found_and_noted(root, tells_of_access)
    told = outline(found, descriptions, [each for each in noted if each.tag == "form"])
    if size(told) < _NOTHING and (carried := embedded_blocks(root)):
        told = outline(carried, descriptions)
    if refuses:
        refuse_what_is_no_story(root, found, told, described)
    return Page(root, url, described, descriptions, found, told, attested_blocks(told, described), noted)
