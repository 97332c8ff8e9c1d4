"""The body of a page of which nothing is known: two voices name the story, the page's blocks are elected."""

import logging
from collections import Counter
from collections.abc import Collection
from itertools import pairwise
from typing import Any

import trafilatura

from articles.extraction.blocks import Found, size
from articles.extraction.normalising import normalised, squeezed
from articles.extraction.outline import SENTENCE_END, SHORT_CHARACTERS
from articles.extraction.region import region_blocks
from articles.extraction.standfirst import with_standfirst

# Its warnings about pages without text say what EmptyText says; with this handler they go where logging is set up.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

# Of the confirmed prose so much stands around the region; what stands beyond is dialogs, teasers and forms.
_MOST = 0.8


def generic_blocks(
    told: list[Found], descriptions: list[str], attested: Collection[Found] = ()
) -> list[Found]:
    """The story among the blocks `told` of a page's outline; none where none is found.

    trafilatura says which text is the story (precise, but it merges paragraphs and drops some); the region
    where the page's prose stands fills its gaps, and speaks alone where trafilatura heard less than half.
    What the page's own JSON-LD has `attested` counts as heard, but what it lacks is not dropped: it may be older than
    the page. `descriptions` are the page's own: a block that is like one leads the story. Captions of figures are
    left out unless trafilatura gives them.
    """
    heard = {*_confirmed(told), *attested}
    confirmed = [block for block in told if block in heard]
    region = region_blocks(told, confirmed)
    is_enough = size(confirmed) >= size(region) / 2
    elected = _with_gaps_filled(told, confirmed, region, attested) if is_enough else region
    return with_standfirst(elected, told, descriptions)


def _confirmed(told: list[Found]) -> list[Found]:
    if not told:
        return []
    story: Any = trafilatura.bare_extraction(
        told[0].element.getroottree().getroot(),
        fast=True,  # its second opinions cost as much again, and make the text depend on the page's margins
        favor_precision=True,
        include_comments=False,
        deduplicate=False,
    )
    if story is None:
        return []
    pieces = [squeezed(normalised(text)) for text in story.body.itertext()]
    lines = {*pieces, *(squeezed(normalised("".join(line.itertext()))) for line in story.body.iter())}
    whole = "".join(pieces)

    def is_confirmed(block: Found) -> bool:
        text = squeezed(block.text)
        return text in lines or (len(text) >= SHORT_CHARACTERS and text in whole)

    return [block for block in told if is_confirmed(block)]


def _with_gaps_filled(
    told: list[Found], confirmed: list[Found], region: list[Found], attested: Collection[Found]
) -> list[Found]:
    """What is confirmed around the region and what it lacks of the region, in page order: paragraphs marked up like
    confirmed ones or standing bare among them, and headings right above one."""
    inside, near, markups = set(region), _near(confirmed, region), _markups(confirmed)
    story = {block for block in confirmed if near is None or near in _lineage(block)}.union(attested)
    among = {block.element.getparent() for block in story if block.element.tag == "p"}
    paragraphs = [block for block in told if block.kind == "paragraph"]
    story |= {block for block in paragraphs if block in inside and _markup(block) in markups}
    story |= {block for block in paragraphs if block.element in among and _is_prose(block)}
    headings = {
        block
        for block, below in pairwise(told)
        if block.kind == "heading" and block in inside and below in story
    }
    return [block for block in told if block in story | headings]


def _is_prose(block: Found) -> bool:
    return len(block.text) >= SHORT_CHARACTERS and SENTENCE_END.search(block.text) is not None


def _lineage(block: Found) -> tuple[Any, ...]:
    return (block.element, *block.element.iterancestors())


def _near(confirmed: list[Found], region: list[Found]) -> Any:
    """The lowest element around the region that holds most of what is confirmed; None where there is no region."""
    if not region:
        return None
    prose = [block for block in confirmed if len(block.text) >= SHORT_CHARACTERS]
    held = Counter[Any]()
    for block in prose:
        for element in _lineage(block):
            held[element] += len(block.text)
    return next((element for element in _lineage(region[0]) if held[element] >= size(prose) * _MOST), None)


def _markups(blocks: list[Found]) -> set[tuple[str, str, str]]:
    return {_markup(block) for block in blocks if block.kind == "paragraph"}


def _markup(block: Found) -> tuple[str, str, str]:
    parent = block.element.getparent()
    around = "" if parent is None else parent.get("class", "")
    return block.element.tag, block.element.get("class", ""), around
