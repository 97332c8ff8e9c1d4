"""Telling furniture by how it behaves: an edit stays for a while, furniture differs from fetch to fetch."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from rapidfuzz.distance import LCSseq

from articles.text import ArticleText, Block

from .furniture import Sign, is_protected, slot_key
from .lines import is_edit, prose_place

Shown = tuple[Block, ...]
"""What stood in one slot at one fetch."""

ODD_TEXTS = 3
"""So many different texts at one after another fetch make a slot outside the prose furniture."""
PROSE_FLIPS = 3
"""So often a line of the prose must come or go."""
EDITED_TEXTS = 4
"""So many where each text is an edit of the one before, as with a counter: a rolling story is edited often too."""


def signs_of(sightings: Sequence[ArticleText]) -> list[Sign]:
    """The signs of furniture in what consecutive fetches of one page showed, oldest first.

    A line or slot is judged only by whole lines; headline and byline are never furniture, nor is what
    `is_protected` in any sighting. Between two fetches minutes apart an editor may change a line once or twice;
    what differs at every fetch, or comes back just as it went, is put there by the site.
    """
    if len(sightings) < ODD_TEXTS:
        return []
    prose = prose_place(sightings[0])
    protected = {block.text for text in sightings for block in text.blocks if is_protected(block, text)}
    found: dict[tuple[str, str], Sign] = {}
    for above, below, shown in _slots(sightings):
        for sign in _signs_in_slot(above, below, shown, prose, protected):
            found.setdefault((sign.kind, sign.key), sign)
    return list(found.values())


def _signs_in_slot(
    above: Block | None, below: Block | None, shown: list[Shown], prose: str, protected: set[str]
) -> Iterator[Sign]:
    places = dict.fromkeys(block.place for blocks in shown for block in blocks)
    for place in places:
        series = [tuple(block for block in blocks if block.place == place) for blocks in shown]
        texts = tuple(dict.fromkeys(block.text for blocks in series for block in blocks))
        if protected.intersection(texts):
            continue
        if place != prose and _is_restless(series):
            yield Sign("place", place, texts)
        elif place == prose and _is_restless_prose(series):
            yield from (Sign("line", text, texts) for text in texts)
            if all(len(blocks) == 1 for blocks in shown):
                yield Sign("slot", slot_key(above, below), texts)


def _is_restless(series: Sequence[Shown]) -> bool:
    """Outside the prose: what comes back as it went, or gives way at every fetch."""
    runs = [blocks for blocks, _ in groupby(series)]
    return _gives_way(runs) or (len(runs) > len(set(runs)) and not _are_edits(runs))


def _is_restless_prose(series: Sequence[Shown]) -> bool:
    """In the prose, where an editor may take a paragraph out and put it back: only what comes and goes twice."""
    runs = [blocks for blocks, _ in groupby(series)]
    return _gives_way(runs) or (len(runs) > PROSE_FLIPS and not _are_edits(runs))


def _gives_way(runs: Sequence[Shown]) -> bool:
    """Whether one text after another was taken away again; what only grows, as a live blog, is no furniture."""
    taken = sum(not set(old) <= set(new) for old, new in pairwise(runs))
    least = EDITED_TEXTS if _are_edits(runs) else ODD_TEXTS
    return len(set(runs)) >= least and taken >= least - 1


def _are_edits(runs: Sequence[Shown]) -> bool:
    """Whether some step is an edit of what stood: then people may be at work."""
    return any(any(is_edit(before, after) for before in old for after in new) for old, new in pairwise(runs))


def _slots(sightings: Sequence[ArticleText]) -> Iterator[tuple[Block | None, Block | None, list[Shown]]]:
    """The gaps between the blocks that all sightings have in one order, with what each sighting has there."""
    skeleton = list(sightings[0].blocks)
    for text in sightings[1:]:
        skeleton = _common(skeleton, text.blocks)
    columns = [_gaps(skeleton, text.blocks) for text in sightings]
    bounds: list[Block | None] = [None, *skeleton, None]
    for number, (above, below) in enumerate(pairwise(bounds)):
        shown = [gaps[number] for gaps in columns]
        if len(set(shown)) > 1:
            yield above, below, shown


def _common(skeleton: Sequence[Block], blocks: Sequence[Block]) -> list[Block]:
    codes = LCSseq.opcodes(list(skeleton), list(blocks))
    equal = [skeleton[code.src_start : code.src_end] for code in codes if code.tag == "equal"]
    return [block for run in equal for block in run]


def _gaps(skeleton: Sequence[Block], blocks: Sequence[Block]) -> list[Shown]:
    gaps: list[list[Block]] = [[]]
    left = list(skeleton)
    for block in blocks:
        if left and block == left[0]:
            del left[0]
            gaps.append([])
        else:
            gaps[-1].append(block)
    return [tuple(gap) for gap in gaps]
