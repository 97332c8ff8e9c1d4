"""Small islands of equal words in a rewritten passage: chance, not something that a reader sees as kept."""

from collections.abc import Sequence
from itertools import accumulate

from articles.diffing.runs import Run

LONG = 4
"""Letters from which a word says something: shorter ones (the, of, was) turn up by chance."""
LONG_WORD = 10
SHORT_WORD = 5
MARK = 1
ISLAND = 15
"""An island worth less than this (three short words) is dropped where the changes beside it outweigh it."""


def without_islands(runs: Sequence[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """The runs without those that are worth less than the changes on both sides of them; one pass."""
    old_worth, new_worth = _running_worth(old), _running_worth(new)
    kept: list[Run] = []
    for at, run in enumerate(runs):
        last = kept[-1] if kept else Run(0, 0, 0)
        following = runs[at + 1] if at + 1 < len(runs) else Run(len(old), len(new), 0)
        worth = old_worth[run.old + run.length] - old_worth[run.old]
        if worth >= min(
            ISLAND, *(_changed(a, b, old_worth, new_worth) for a, b in ((last, run), (run, following)))
        ):
            kept.append(run)
    return kept


def _changed(first: Run, second: Run, old_worth: Sequence[int], new_worth: Sequence[int]) -> int:
    """What the change between two runs is worth, on the side where it is worth more."""
    return max(
        old_worth[second.old] - old_worth[first.old + first.length],
        new_worth[second.new] - new_worth[first.new + first.length],
    )


def _running_worth(words: Sequence[str]) -> list[int]:
    """For every place between two words, what those before it are worth together."""
    return list(accumulate(map(_worth, words), initial=0))


def _worth(word: str) -> int:
    if not word[0].isalnum():
        return MARK
    return LONG_WORD if len(word) >= LONG or word[0].isdigit() else SHORT_WORD
