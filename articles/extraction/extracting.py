"""HTML -> ArticleText, from decoding to the last block."""

from collections.abc import Iterable, Sequence

from articles.extraction import details
from articles.extraction.blocks import Found, size
from articles.extraction.decoding import decode
from articles.extraction.errors import EmptyText, TooLong
from articles.extraction.generic import generic_blocks
from articles.extraction.headline import LONGEST_HEADLINE, chosen_headline
from articles.extraction.notes import correction
from articles.extraction.places import place_of
from articles.extraction.reading import Page, read_page
from articles.extraction.ruled import Ruled, apply_rules, without_boilerplate
from articles.extraction.rules import SiteRules
from articles.text import ArticleText, Block

EXTRACTOR_VERSION = 2
"""Stamped on captures; raised whenever the same page may yield another text than before."""

REMNANT = 0.3
"""A body rule that finds less than this of what the generic way finds has rotted: what still matches is no story."""

MAX_BLOCKS = 5_000
MAX_CHARACTERS = 1_000_000


def extract(html: bytes, url: str, rules: SiteRules | None = None, content_type: str = "") -> ArticleText:
    """The text of the article on the page `html`, fetched from `url`; `content_type` is the HTTP header.

    Pure: the same arguments give the same text. `rules` win where they match; where they find nothing, the
    generic way decides. Raises an ExtractionError (the page is none, empty, a wall, a challenge, an error, too deep
    or too long) rather than return what is no story or a part of one.
    """
    rules = rules or SiteRules()
    ruled = apply_rules(decode(html, content_type), rules)
    return text_of(read_page(ruled.html, url), ruled, rules)


def text_of(page: Page, ruled: Ruled, rules: SiteRules) -> ArticleText:
    """`extract` of a page that is read already, without what `rules` drop. Its outline is not to be used after."""
    root, url = page.root, page.url
    told, unmatched = _told(page, ruled)
    blocks = _blocks(without_boilerplate(told, rules))
    return ArticleText(
        headline=(ruled.headline or chosen_headline(root, page.described, url))[:LONGEST_HEADLINE],
        blocks=blocks,
        byline=ruled.byline or details.byline(root, page.described),
        published=details.published(root, page.described),
        modified=details.modified(root, page.described),
        language=details.language(root),
        canonical_url=details.canonical_url(root, url),
        free=details.is_free(root, page.described, page.noted),
        correction=correction(blocks),
        continues=details.continues(root, page.found, url, page.noted),
        unmatched=unmatched,
    )


def _told(page: Page, ruled: Ruled) -> tuple[Sequence[Found], tuple[str, ...]]:
    """The story's blocks, by the rules where they find it, and the names of the rules that found nothing."""
    generic = generic_blocks(page.told, page.descriptions, page.attested)
    if not ruled.blocks:
        return generic, ruled.unmatched
    if size(ruled.blocks) < REMNANT * size(generic):
        return generic, ("body", *ruled.unmatched)
    return ruled.blocks, ruled.unmatched


def _blocks(found: Iterable[Found]) -> tuple[Block, ...]:
    blocks = tuple(Block(block.kind, block.text, place_of(block.element)) for block in found)
    if not blocks:
        raise EmptyText("No text was found on the page.")
    if len(blocks) > MAX_BLOCKS or sum(len(block.text) for block in blocks) > MAX_CHARACTERS:
        raise TooLong(f"The page holds more than {MAX_BLOCKS} blocks or {MAX_CHARACTERS} characters of text.")
    return blocks
