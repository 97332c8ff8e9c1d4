"""HTML -> ArticleText, from decoding to the last block."""

from collections.abc import Iterable

from articles.extraction import details
from articles.extraction.blocks import Found
from articles.extraction.decoding import decode
from articles.extraction.errors import EmptyText, TooLong
from articles.extraction.generic import generic_blocks
from articles.extraction.headline import LONGEST_HEADLINE, chosen_headline
from articles.extraction.notes import correction
from articles.extraction.places import place_of
from articles.extraction.reading import read_page
from articles.extraction.ruled import apply_rules, without_boilerplate
from articles.extraction.rules import SiteRules
from articles.text import ArticleText, Block

EXTRACTOR_VERSION = 2
"""Stamped on captures; raised whenever the same page may yield another text than before."""

MAX_BLOCKS = 5_000
MAX_CHARACTERS = 1_000_000


def extract(html: bytes, url: str, rules: SiteRules | None = None, content_type: str = "") -> ArticleText:
    """The text of the article on the page `html`, fetched from `url`; `content_type` is the HTTP header.

    Pure: the same arguments give the same text. `rules` win where they match; where they find nothing, the
    generic way decides. Raises an ExtractionError (the page is none, empty, a wall, a challenge, an error, too deep
    or too long) rather than return what is no story or a part of one.
    """
    rules = rules or SiteRules()
    text = decode(html, content_type)
    ruled = apply_rules(text, rules) if rules != SiteRules() else None
    page = read_page(ruled.html if ruled else text, url)
    found = (ruled and ruled.blocks) or generic_blocks(page.told, page.descriptions, page.attested)
    blocks = _blocks(without_boilerplate(found, rules))
    return ArticleText(
        headline=((ruled and ruled.headline) or chosen_headline(page.root, page.described, url))[
            :LONGEST_HEADLINE
        ],
        blocks=blocks,
        byline=(ruled and ruled.byline) or details.byline(page.root, page.described),
        published=details.published(page.root, page.described),
        modified=details.modified(page.root, page.described),
        language=details.language(page.root),
        canonical_url=details.canonical_url(page.root, url),
        free=details.is_free(page.root, page.described, page.noted),
        correction=correction(blocks),
        continues=details.continues(page.root, page.found, url, page.noted),
        unmatched=ruled.unmatched if ruled else (),
    )


def _blocks(found: Iterable[Found]) -> tuple[Block, ...]:
    blocks = tuple(Block(block.kind, block.text, place_of(block.element)) for block in found)
    if not blocks:
        raise EmptyText("No text was found on the page.")
    if len(blocks) > MAX_BLOCKS or sum(len(block.text) for block in blocks) > MAX_CHARACTERS:
        raise TooLong(f"The page holds more than {MAX_BLOCKS} blocks or {MAX_CHARACTERS} characters of text.")
    return blocks
