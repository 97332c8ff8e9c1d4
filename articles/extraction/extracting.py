"""HTML -> ArticleText, from decoding to the last block."""

from collections.abc import Iterable

from articles.extraction import details
from articles.extraction.blocks import Found
from articles.extraction.decoding import decode
from articles.extraction.errors import EmptyText, TooLong
from articles.extraction.generic import generic_blocks
from articles.extraction.headline import LONGEST_HEADLINE, chosen_headline
from articles.extraction.ruled import apply_rules, without_boilerplate
from articles.extraction.rules import SiteRules
from articles.extraction.structured import described_article
from articles.extraction.tree import parse
from articles.text import ArticleText, Block

EXTRACTOR_VERSION = 1
"""Stamped on captures; raised whenever the same page may yield another text than before."""

MAX_BLOCKS = 5_000
MAX_CHARACTERS = 1_000_000


def extract(html: bytes, url: str, rules: SiteRules | None = None, content_type: str = "") -> ArticleText:
    """The text of the article on the page `html`, fetched from `url`; `content_type` is the HTTP header.

    Pure: the same arguments give the same text. `rules` win where they match; where they find nothing, the
    generic way decides. Raises NotAnArticle, EmptyText, TooDeep or TooLong (all ExtractionError) rather than
    return a part of a text.
    """
    rules = rules or SiteRules()
    text = decode(html, content_type)
    root = parse(text)
    ruled = apply_rules(text, rules) if rules != SiteRules() else None
    if ruled and rules.drop:
        root = parse(ruled.html)
    found = without_boilerplate((ruled and ruled.blocks) or generic_blocks(root), rules)
    described = described_article(root)
    return ArticleText(
        headline=((ruled and ruled.headline) or chosen_headline(root, described, url))[:LONGEST_HEADLINE],
        blocks=_blocks(found),
        byline=(ruled and ruled.byline) or details.byline(root, described),
        published=details.published(root, described),
        modified=details.modified(root, described),
        language=details.language(root),
        canonical_url=details.canonical_url(root, url),
    )


def _blocks(found: Iterable[Found]) -> tuple[Block, ...]:
    blocks = tuple(Block(block.kind, block.text) for block in found)
    if not blocks:
        raise EmptyText("No text was found on the page.")
    if len(blocks) > MAX_BLOCKS or sum(len(block.text) for block in blocks) > MAX_CHARACTERS:
        raise TooLong(f"The page holds more than {MAX_BLOCKS} blocks or {MAX_CHARACTERS} characters of text.")
    return blocks
