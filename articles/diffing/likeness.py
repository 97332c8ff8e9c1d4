"""How much two blocks have in common: weighted Dice over their words, the rarer ones counting more."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from articles.diffing.tokens import words

UNIT = 1000
"""Weights are integers, in this part of one, so that sums do not depend on the order of summing."""


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of one block, or of several together, with how often each occurs and what all weigh."""

    counts: Mapping[str, int]
    weight: int
    size: int


class Vocabulary:
    """The bags of both texts' blocks, and the weight of every word: the fewer blocks have it, the heavier."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        counts = {text: Counter(words(text)) for text in (*old, *new)}
        spread = Counter(word for bag in counts.values() for word in bag)
        self._weights = {word: round(UNIT * math.log1p(len(counts) / n)) for word, n in spread.items()}
        bags = {text: self._bag(bag) for text, bag in counts.items()}
        self.old = [bags[text] for text in old]
        self.new = [bags[text] for text in new]

    def _bag(self, counts: Mapping[str, int]) -> Bag:
        weight = sum(self._weights[word] * times for word, times in counts.items())
        return Bag(counts, weight, sum(counts.values()))

    def union(self, bags: Iterable[Bag]) -> Bag:
        """The bag of several blocks read as one."""
        return self._bag(reduce(add, (Counter(bag.counts) for bag in bags)))

    def without(self, bag: Bag, taken: Bag) -> Bag:
        """What is left of a bag once the words of another are used up."""
        return self._bag(Counter(bag.counts) - Counter(taken.counts))

    def shared(self, one: Bag, other: Bag) -> int:
        """The weight of the words that both have."""
        if len(one.counts) > len(other.counts):
            one, other = other, one
        theirs = other.counts
        return sum(
            self._weights[word] * min(times, theirs[word])
            for word, times in one.counts.items()
            if word in theirs
        )

    def weight_of(self, word: str) -> int:
        """The weight of one occurrence of a word of either text."""
        return self._weights[word]

    def dice(self, one: Bag, other: Bag) -> float:
        """0 for nothing in common, 1 for the same words in any order."""
        whole = one.weight + other.weight
        return 2 * self.shared(one, other) / whole if whole else 0.0
