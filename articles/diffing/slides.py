"""Where a passage was added or removed could be told in several ways, tell it along the phrases.

"The cat. [The cow. ]The dog." reads better than "The c[at. The c]ow…"; both are right.
"""

from collections.abc import Sequence

from articles.diffing.runs import Run

SENTENCE_ENDS = frozenset(".?!…。！？")  # noqa: RUF001
CLAUSE_ENDS = frozenset(",;:)—–、，；")  # noqa: RUF001


def slid(runs: Sequence[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """The runs with every pure insertion or deletion between two of them moved to its best place."""
    moved = list(runs)
    for at in range(len(moved) - 1):
        left, right = moved[at], moved[at + 1]
        old_gap, new_gap = right.old - left.old - left.length, right.new - left.new - left.length
        if old_gap == 0:
            shift = _best_shift(new, left.new, left.new + left.length, right.new, right.new + right.length)
        elif new_gap == 0:
            shift = _best_shift(old, left.old, left.old + left.length, right.old, right.old + right.length)
        else:
            continue
        moved[at] = Run(left.old, left.new, left.length + shift)
        moved[at + 1] = Run(right.old + shift, right.new + shift, right.length - shift)
    return [run for run in moved if run.length]


def _best_shift(words: Sequence[str], first: int, start: int, end: int, last: int) -> int:
    """How far to move the changed words[start:end] within words[first:last], less than 0 for leftwards.

    To the end of a sentence or clause; else to where a run beside it joins the other: one long stretch reads better
    than a long one and a word by itself.
    """
    lowest, highest = 0, 0
    while start + lowest > first and words[start + lowest - 1] == words[end + lowest - 1]:
        lowest -= 1
    while end + highest < last and words[start + highest] == words[end + highest]:
        highest += 1

    def merit(shift: int) -> tuple[int, bool, int]:
        joins = start + shift == first or end + shift == last
        return _strength(words, end + shift), joins, -abs(shift)

    return max(range(lowest, highest + 1), key=merit)


def _strength(words: Sequence[str], end: int) -> int:
    """How well a passage ends before the given token."""
    if end == len(words) or words[end - 1] in SENTENCE_ENDS:
        return 3
    return 2 if words[end - 1] in CLAUSE_ENDS else 0
