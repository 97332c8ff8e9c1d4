"""Other halves of a split or merged block, which an insertion, a deletion or a rewording put out of sight."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from articles.diffing.candidates import EDITED, Candidates
from articles.diffing.chain import Match
from articles.diffing.likeness import Bag, Vocabulary, dice

HALF_WORDS = 3
"""Words that another half has at least."""
HALF = 0.6
"""Share of a leftover block that a block matched elsewhere must hold, unmatched, to be its other half."""
REACH = 3
"""How many blocks away from its match such a half may stand."""
REST = 0.35
"""Share of what a block has left, unmatched, that a leftover block must hold to be its other half."""
REST_WORDS = 5
"""Different words of what is left that it must hold at least."""
FAR = 6
"""How many blocks away it may stand where all between are leftovers too."""


def rejoined(candidates: Candidates, matches: Sequence[Match]) -> list[Match]:
    """The matches, each with the leftover blocks near it that are its other halves.

    So a block whose halves an insertion put apart is one split, and halves joined over a deletion one merge.
    """
    free_old = set(range(len(candidates.old))).difference(*(match.old for match in matches))
    free_new = set(range(len(candidates.new))).difference(*(match.new for match in matches))
    grown = []
    for match in matches:
        growths = _growths(candidates, match, free_old, free_new)
        best = max(growths, key=lambda growth: growth.weight, default=match)
        free_old.difference_update(best.old)
        free_new.difference_update(best.new)
        grown.append(best)
    return grown


def _growths(candidates: Candidates, match: Match, free_old: set[int], free_new: set[int]) -> Iterator[Match]:
    """What the match becomes with other halves on either side."""
    old, new = candidates.vocabulary.old, candidates.vocabulary.new
    if free_new and len(match.old) == 1:
        halves = _Halves(candidates.vocabulary, old[match.old[0]], new, match.new, free_new).found()
        if halves:
            yield candidates.match(match.old, tuple(sorted(match.new + halves)))
    if free_old and len(match.new) == 1:
        halves = _Halves(candidates.vocabulary, new[match.new[0]], old, match.old, free_old).found()
        if halves:
            yield candidates.match(tuple(sorted(match.old + halves)), match.new)


class _Halves:
    """The search for the free blocks near the parts of a whole that are parts of it too."""

    def __init__(
        self, vocabulary: Vocabulary, whole: Bag, bags: Sequence[Bag], parts: tuple[int, ...], free: set[int]
    ) -> None:
        self._vocabulary, self._whole, self._bags, self._parts = vocabulary, whole, bags, parts
        self._beside = {*_free_from(parts[0], -1, free), *_free_from(parts[-1], 1, free)}
        self._near = [
            block
            for block in sorted(self._beside.union(range(parts[0] - REACH, parts[-1] + REACH + 1)))
            if block in free and bags[block].size >= HALF_WORDS
        ]

    def found(self) -> tuple[int, ...]:
        if not self._near:
            return ()
        unmatched = self._whole
        for part in self._parts:
            unmatched = self._vocabulary.without(unmatched, self._bags[part])
        found: tuple[int, ...] = ()
        for block in self._near:
            if self._is_half(block, unmatched) or self._makes_liker(block):
                found = (*found, block)
                unmatched = self._vocabulary.without(unmatched, self._bags[block])
        return found

    def _is_half(self, block: int, unmatched: Bag) -> bool:
        """Whether the block is mostly what the parts leave of the whole, or that is largely in the block."""
        bag = self._bags[block]
        common = self._vocabulary.common(unmatched, bag)
        shared = self._vocabulary.weigh(common)
        if shared >= HALF * bag.weight:
            return True
        return block in self._beside and len(common) >= REST_WORDS and shared >= REST * unmatched.weight

    def _makes_liker(self, block: int) -> bool:
        """Whether a block next to the parts would be an edit of the whole, which is liker to them with it."""
        if block not in self._beside or block not in (self._parts[0] - 1, self._parts[-1] + 1):
            return False
        bag = self._bags[block]
        if dice(self._vocabulary.shared(self._whole, bag), self._whole.weight + bag.weight) < EDITED:
            return False
        bags = [*(self._bags[part] for part in self._parts), bag]
        *_, without, joined = (dice(*sums) for sums in self._vocabulary.growing(self._whole, bags))
        return joined > without


def _free_from(block: int, step: int, free: set[int]) -> Iterable[int]:
    """The free blocks that follow a block without another between, FAR at most."""
    return takewhile(free.__contains__, range(block + step, block + step * (FAR + 1), step))
