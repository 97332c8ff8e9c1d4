"""What the chain left: blocks that moved."""

from bisect import bisect
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence

from articles.diffing.candidates import EDITED, Candidates
from articles.diffing.chain import Match
from articles.diffing.likeness import Bag, dice

MOVED = 0.45
"""Likeness from which two blocks out of order may be one moved block."""
MOVED_WORDS = 3
"""Words that a moved block has at least."""
SAME_WORDS = 2
"""Words that it has at least where it says the same as before."""
NEAR = 1
"""Matches in order that a block may have passed and yet be judged like one that stayed in its place."""
LABEL_WORDS = 5
"""Words up to which a text that stands several times (a date, a heading) is a label, which cannot have moved."""

Words = frozenset[tuple[str, int]]
"""The words of a block and how often it has each, in no order."""


def moves(candidates: Candidates, chained: Sequence[Match]) -> list[Match]:
    """Matches among the blocks that the chain did not take, the weightiest first, then what moved along."""
    free_old = set(range(len(candidates.old))).difference(*(match.old for match in chained))
    free_new = set(range(len(candidates.new))).difference(*(match.new for match in chained))
    found = []
    for match in sorted(_possible(candidates, chained, free_old, free_new), key=lambda m: -m.weight):
        if free_old.issuperset(match.old) and free_new.issuperset(match.new):
            free_old.difference_update(match.old)
            free_new.difference_update(match.new)
            found.append(match)
    return [*found, *_beside(candidates, found, free_old, free_new)]


def _possible(
    candidates: Candidates, chained: Sequence[Match], free_old: set[int], free_new: set[int]
) -> Iterator[Match]:
    old, new = candidates.vocabulary.old, candidates.vocabulary.new
    labels = {*_labels(old[i] for i in free_old), *_labels(new[j] for j in free_new)}
    passed = _Passed(chained)
    for (i, j), shared in candidates.partners(sorted(free_old), sorted(free_new)).items():
        if _may_have_moved(old[i], new[j], shared, passed(i, j)) and labels.isdisjoint(
            (_words_of(old[i]), _words_of(new[j]))
        ):
            yield candidates.sharing((i,), (j,), shared, old[i].weight + new[j].weight)


class _Passed:
    """Counts the matches of a chain that a pair of blocks would cross."""

    def __init__(self, chained: Sequence[Match]) -> None:
        self._old = [match.old[0] for match in chained]
        self._new = [match.new[0] for match in chained]

    def __call__(self, i: int, j: int) -> int:
        return abs(bisect(self._old, i) - bisect(self._new, j))


def _may_have_moved(one: Bag, other: Bag, shared: int, passed: int) -> bool:
    likeness = dice(shared, one.weight + other.weight)
    if likeness == 1:
        return one.size >= SAME_WORDS
    return min(one.size, other.size) >= MOVED_WORDS and likeness >= (MOVED if passed > NEAR else EDITED)


def _labels(bags: Iterable[Bag]) -> Iterator[Words]:
    """The short texts that stand several times: of none can be said where it went."""
    times = Counter(_words_of(bag) for bag in bags if bag.size <= LABEL_WORDS)
    return (words for words, count in times.items() if count > 1)


def _words_of(bag: Bag) -> Words:
    return frozenset(bag.counts.items())


def _beside(
    candidates: Candidates, found: Sequence[Match], free_old: set[int], free_new: set[int]
) -> Iterator[Match]:
    """What stands on the same side of a moved block before and after: a passage moves as one, its heading with it."""
    queue = deque(found)
    while queue:
        match = queue.popleft()
        for step in (-1, 1):
            i, j = match.old[0] + step, match.new[0] + step
            if i in free_old and j in free_new and candidates.likeness(i, j) >= EDITED:
                free_old.remove(i)
                free_new.remove(j)
                queue.append(candidates.match((i,), (j,)))
                yield queue[-1]
