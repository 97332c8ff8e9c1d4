"""How much two blocks have in common: weighted Dice over their words, the rarer ones counting more."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
        counts = {text: Counter(words(text)) for text in dict.fromkeys((*old, *new))}
        spread = Counter(word for bag in counts.values() for word in bag)
        self._weights = {word: round(UNIT * math.log1p(len(counts) / n)) for word, n in spread.items()}
        bags = {text: self._bag(bag) for text, bag in counts.items()}
        self.old = [bags[text] for text in old]
        self.new = [bags[text] for text in new]

    def _bag(self, counts: Mapping[str, int]) -> Bag:
        weight = sum(self._weights[word] * times for word, times in counts.items())
        return Bag(counts, weight, sum(counts.values()))

    def shared(self, one: Bag, other: Bag) -> int:
        """The weight of the words that both have."""
        total = 0
        for word in one.counts.keys() & other.counts.keys():
            total += self._weights[word] * min(one.counts[word], other.counts[word])
        return total

    def common(self, one: Bag, other: Bag) -> Counter[str]:
        """The words that both have, as often as both have them."""
        words = one.counts.keys() & other.counts.keys()
        return Counter({word: min(one.counts[word], other.counts[word]) for word in words})

    def weigh(self, counts: Mapping[str, int]) -> int:
        """The weight of some words of either text."""
        return sum(self._weights[word] * times for word, times in counts.items())

    def growing(self, whole: Bag, parts: Iterable[Bag]) -> Iterator[tuple[int, int]]:
        """What a bag shares with the first part, with the first two read as one, and so on.

        Each time the weight of the shared words, and of all words of the bag and these parts.
        """
        taken: dict[str, int] = {}
        total, both = 0, whole.weight
        for part in parts:
            for word in whole.counts.keys() & part.counts.keys():
                before = taken.get(word, 0)
                taken[word] = min(whole.counts[word], before + part.counts[word])
                total += self._weights[word] * (taken[word] - before)
            both += part.weight
            yield total, both

    def without(self, bag: Bag, taken: Bag) -> Bag:
        """What is left of a bag once the words of another are used up."""
        return self._bag(Counter(bag.counts) - Counter(taken.counts))

    def weight_of(self, word: str) -> int:
        """The weight of one occurrence of a word of either text."""
        return self._weights[word]


def dice(shared: int, both: int) -> float:
    """The likeness of two bags: 0 for nothing in common, 1 for the same words in any order.

    `shared` is the weight of the words that both have, `both` what the two weigh together.
    """
    return 2 * shared / both if both else 0.0
