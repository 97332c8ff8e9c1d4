"""The body of a page of which nothing is known: two voices name the story, the page's blocks are elected."""

import logging
from itertools import pairwise
from typing import Any

import trafilatura

from articles.extraction.blocks import MOSTLY_LINKS, Found, found_blocks, size
from articles.extraction.normalising import normalised, squeezed
from articles.extraction.region import region_blocks
from articles.extraction.standfirst import with_standfirst

# Its warnings about pages without text say what EmptyText says; with this handler they go where logging is set up.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

# Shorter lines ("Share", "Analysis") occur by chance within others.
_TELLING_CHARACTERS = 40


def generic_blocks(root: Any) -> list[Found]:
    """The story's blocks in the page `root`, as the page has them, without its h1; none where none is found.

    trafilatura says which text is the story (precise, but it merges paragraphs and drops some); the region
    where the page's prose stands fills its gaps, and speaks alone where trafilatura heard less than half.
    Captions of figures are left out unless trafilatura gives them.
    """
    found = found_blocks(root)
    confirmed, region = _confirmed(found, root), region_blocks(found)
    heard = size(confirmed) >= size(region) / 2
    elected = _with_gaps_filled(found, confirmed, region) if heard else region
    return with_standfirst(_without_furniture(found, elected), found, root)


def _confirmed(found: list[Found], root: Any) -> list[Found]:
    story: Any = trafilatura.bare_extraction(
        root, favor_precision=True, include_comments=False, deduplicate=False
    )
    if story is None:
        return []
    pieces = [squeezed(normalised(text)) for text in story.body.itertext()]
    lines = {*pieces, *(squeezed(normalised("".join(line.itertext()))) for line in story.body.iter())}
    whole = "".join(pieces)

    def is_confirmed(block: Found) -> bool:
        text = squeezed(block.text)
        return text in lines or (len(text) >= _TELLING_CHARACTERS and text in whole)

    return [block for block in found if is_confirmed(block)]


def _with_gaps_filled(found: list[Found], confirmed: list[Found], region: list[Found]) -> list[Found]:
    """`confirmed` and what it lacks of the region, in page order: paragraphs marked up like confirmed ones, and
    headings right above one."""
    markups = {_markup(block) for block in confirmed if block.kind == "paragraph"}
    alike = {block for block in region if block.kind == "paragraph" and _markup(block) in markups}
    story, inside = alike.union(confirmed), set(region)
    headings = {
        block
        for block, below in pairwise(found)
        if block.kind == "heading" and block in inside and below in story
    }
    return [block for block in found if block in story | headings]


def _markup(block: Found) -> tuple[str, str, str]:
    parent = block.element.getparent()
    around = "" if parent is None else parent.get("class", "")
    return block.element.tag, block.element.get("class", ""), around


def _without_furniture(found: list[Found], elected: list[Found]) -> list[Found]:
    introduces_links = {
        block
        for block, following in pairwise(found)
        if block.kind == "heading" and following.linked >= MOSTLY_LINKS
    }
    return [
        block
        for block in elected
        if block.element.tag != "h1"
        and block.linked < MOSTLY_LINKS
        and block not in introduces_links
        and not block.is_within("aside", "nav")
    ]
