"""Telling furniture by how it behaves: an edit stays for a while, furniture differs from fetch to fetch."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from articles.text import ArticleText, Block

from .furniture import Protection, Sign, masked
from .lines import LOOKED_AT, is_edit, prose_place

Shown = tuple[Block, ...]
"""What stood in one slot at one fetch."""

TEXTS = 3
"""So many different texts, each seen at one fetch alone, make a slot furniture."""
EDITED_TEXTS = 4
"""So many where each is an edit of the one before, as with a counter: a rolling story is edited often too."""
COMINGS_AND_GOINGS, IN_PROSE = 2, 3
"""So often a line must come or go: outside the prose; and in it, where an editor may take a paragraph out and put it
back."""
LARGEST_SLOT = 20
"""More lines in one place are no promotion; judging them would take long, too."""
PART = 85
"""From this share (per cent) on, a line holds another: a paragraph that was split or merged."""


def signs_of(sightings: Sequence[ArticleText]) -> list[Sign]:
    """The signs of furniture in what consecutive fetches of one page showed, oldest first.

    Only whole lines are judged; headline and byline are never furniture, nor is what
    is protected in any sighting. Between two fetches minutes apart an editor may change a line once or twice;
    what differs at every fetch, or comes back just as it went, is put there by the site.
    """
    if len(sightings) < TEXTS:
        return []
    prose = prose_place(sightings[0])
    protections = [Protection(text) for text in sightings]
    found: dict[tuple[str, str], Sign] = {}
    for slot in _slots(sightings):
        for place in dict.fromkeys(block.place for blocks in slot.shown for block in blocks):
            restless = slot.within(place).restless(IN_PROSE if place == prose else COMINGS_AND_GOINGS)
            telling = [line for line in restless if not any(protects(line) for protects in protections)]
            for sign in _signs(place, prose, telling):
                found.setdefault((sign.kind, sign.key), sign)
    return list(found.values())


def _signs(place: str, prose: str, restless: Sequence[Block]) -> Iterator[Sign]:
    texts = tuple(block.text for block in restless)
    if place != prose and texts:
        yield Sign("place", place, texts)
        return
    patterns = Counter(masked(text) for text in texts)
    for text in texts:
        yield Sign("line", masked(text) if patterns[masked(text)] > 1 else text, texts)


class _Slot:
    """A gap between two blocks that all sightings have, with what each sighting has `shown` there; `whole` counts in
    how many sightings a block stands anywhere.
    """

    def __init__(self, shown: list[Shown], whole: Counter[Block]) -> None:
        self.shown, self.whole = shown, whole

    def within(self, place: str) -> "_Slot":
        shown = [tuple(block for block in blocks if block.place == place) for blocks in self.shown]
        return _Slot(shown, self.whole)

    def restless(self, flips: int) -> list[Block]:
        """The lines here that come and go by themselves."""
        return self._coming_and_going(flips) or self._one_by_one() or self._counting(flips)

    def _coming_and_going(self, flips: int) -> list[Block]:
        """Lines that went and came back as they were; a line that was edited meanwhile is people's work."""
        lines = dict.fromkeys(block for blocks in self.shown for block in blocks)
        presence = {line: [line in blocks for blocks in self.shown] for line in lines}
        found = [line for line, there in presence.items() if len(list(groupby(there))) > flips]
        if not found or any(is_edit(line, other) for line in found for other in lines if other != line):
            return []
        return [line for line in lines if line in found or ((line,) in self.shown and self._is_alone(line))]

    def _one_by_one(self) -> list[Block]:
        """Unrelated lines of which each sighting has another; where a second line is, it may be the story's."""
        single = [blocks[0] for blocks in self.shown if len(blocks) == 1 and self._is_alone(blocks[0])]
        return single if len(single) >= TEXTS else []

    def _counting(self, flips: int) -> list[Block]:
        """A single line that each sighting has in another wording, from the one on that has it at all; wordings may
        come round again.
        """
        filled = [blocks for blocks in self.shown if blocks]
        if any(len(blocks) != 1 for blocks in filled):
            return []
        lines = [blocks[0] for blocks, _ in groupby(filled)]
        edits = all(is_edit(old, new) for old, new in pairwise(lines))
        is_long = len(set(lines)) == len(lines) >= EDITED_TEXTS or len(lines) > flips + 1
        return list(dict.fromkeys(lines)) if edits and is_long else []

    def _is_alone(self, line: Block) -> bool:
        """Whether it was seen at one fetch, and is no part, whole or edit of what others showed here."""
        others = {block for blocks in self.shown for block in blocks if block != line}
        return self.whole[line] == 1 and not any(_are_related(line, other) for other in others)


def _are_related(one: Block, other: Block) -> bool:
    return (
        is_edit(one, other)
        or fuzz.partial_ratio(one.text[:LOOKED_AT], other.text[:LOOKED_AT], score_cutoff=PART) > 0
    )


def _slots(sightings: Sequence[ArticleText]) -> Iterator[_Slot]:
    skeleton = list(sightings[0].blocks)
    for text in sightings[1:]:
        skeleton = _common(skeleton, text.blocks)
    whole = Counter(block for text in sightings for block in set(text.blocks))
    columns = [_gaps(skeleton, text.blocks) for text in sightings]
    for shown in zip(*columns, strict=True):
        if len(set(shown)) > 1 and max(map(len, shown)) <= LARGEST_SLOT:
            yield _Slot(list(shown), whole)


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
