"""What the chain left: blocks that moved, and halves that an insertion or a deletion put apart."""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce

from articles.diffing.candidates import Candidates
from articles.diffing.chain import Match
from articles.diffing.likeness import Bag, Vocabulary, dice

MOVED = 0.45
"""Likeness from which two blocks out of order may be one moved block."""
MOVED_WORDS = 3
"""Words that a moved block has at least: the same heading elsewhere is no news."""
HALF_WORDS = 3
"""Words that another half has at least."""
HALF = 0.6
"""Share of a leftover block that a block matched elsewhere must hold, unmatched, to be its other half."""
REACH = 3
"""How many blocks away from its match another half may stand."""


def moves(candidates: Candidates, chained: Sequence[Match]) -> list[Match]:
    """Matches among the blocks that the chain did not take, the weightiest first."""
    free_old = _free(len(candidates.old), (match.old for match in chained))
    free_new = _free(len(candidates.new), (match.new for match in chained))
    old, new = candidates.vocabulary.old, candidates.vocabulary.new
    possible = [
        candidates.sharing((i,), (j,), shared, old[i].weight + new[j].weight)
        for (i, j), shared in candidates.partners(sorted(free_old), sorted(free_new)).items()
        if _may_have_moved(old[i], new[j], shared)
    ]
    found = []
    for match in sorted(possible, key=lambda m: -m.weight):
        if free_old.issuperset(match.old) and free_new.issuperset(match.new):
            free_old.difference_update(match.old)
            free_new.difference_update(match.new)
            found.append(match)
    return found


def _may_have_moved(one: Bag, other: Bag, shared: int) -> bool:
    return min(one.size, other.size) >= MOVED_WORDS and dice(shared, one.weight + other.weight) >= MOVED


def rejoined(candidates: Candidates, matches: Sequence[Match]) -> list[Match]:
    """The matches, each with the leftover blocks near it that are mostly words it has not matched yet.

    So a block whose halves an insertion put apart is one split, and halves joined over a deletion one merge.
    """
    free_old = _free(len(candidates.old), (match.old for match in matches))
    free_new = _free(len(candidates.new), (match.new for match in matches))
    grown = []
    for match in matches:
        best = max(_growths(candidates, match, free_old, free_new), key=lambda growth: growth.weight)
        free_old.difference_update(best.old)
        free_new.difference_update(best.new)
        grown.append(best)
    return grown


def _growths(candidates: Candidates, match: Match, free_old: set[int], free_new: set[int]) -> Iterator[Match]:
    """The match, and what it becomes with other halves on either side."""
    old, new = candidates.vocabulary.old, candidates.vocabulary.new
    yield match
    if len(match.old) == 1:
        halves = _halves(candidates.vocabulary, old[match.old[0]], new, match.new, free_new)
        if halves:
            yield candidates.match(match.old, tuple(sorted(match.new + halves)))
    if len(match.new) == 1:
        halves = _halves(candidates.vocabulary, new[match.new[0]], old, match.old, free_old)
        if halves:
            yield candidates.match(tuple(sorted(match.old + halves)), match.new)


def _halves(
    vocabulary: Vocabulary, whole: Bag, bags: Sequence[Bag], parts: tuple[int, ...], free: set[int]
) -> tuple[int, ...]:
    """The free blocks near the parts of a whole that are mostly what these leave of it."""
    near = [
        block
        for block in range(parts[0] - REACH, parts[-1] + REACH + 1)
        if block in free and bags[block].size >= HALF_WORDS
    ]
    unmatched = reduce(vocabulary.without, (bags[part] for part in parts), whole) if near else whole
    found: tuple[int, ...] = ()
    for block in near:
        if vocabulary.shared(unmatched, bags[block]) >= HALF * bags[block].weight:
            found = (*found, block)
            unmatched = vocabulary.without(unmatched, bags[block])
    return found


def _free(blocks: int, taken: Iterable[tuple[int, ...]]) -> set[int]:
    return set(range(blocks)).difference(*taken)
