"""Which blocks may correspond: identical ones, edited ones, and runs that are one block opposite."""

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from zlib import crc32

from articles.diffing.chain import Match
from articles.diffing.likeness import Bag, Vocabulary

EDITED = 0.27
"""Likeness from which two blocks in order may be one edited block."""
JOINED = 0.55
"""Likeness from which a run of blocks may be what one block was split into, or was merged from."""
CONTAINED = 0.5
"""Share of each part of such a run that the whole must hold."""
LONGEST_RUN = 9
"""The most blocks of such a run."""
ALL_PAIRS = 64
"""Occurrences, old times new, up to which all pairs of a repeated block are tried."""
COMMON = 1024
"""A word in more pairs of blocks than this proposes none of them: rarer words will."""
MOST_PROPOSALS = 200_000
"""Proposals after which the commoner words of a very long text are not asked any more."""
TIE_BITS = 56
"""Room below a weight for the sum of millions of tie-breakers, which so never outweigh a unit of it."""
PARTNERS = 8
"""The most blocks that one block is compared with in full."""


class Candidates:
    """The possible matches between two texts, given as the texts of their blocks."""

    def __init__(self, old: Sequence[str], new: Sequence[str], vocabulary: Vocabulary) -> None:
        self.old, self.new, self.vocabulary = old, new, vocabulary
        self._ties = {text: crc32(text.encode("utf-8", "surrogatepass")) for text in (*old, *new)}

    def match(self, old: tuple[int, ...], new: tuple[int, ...]) -> Match:
        """The match of the given blocks, weighed by the words they share, doubtful likeness counting less."""
        one, other = self._bag(self.vocabulary.old, old), self._bag(self.vocabulary.new, new)
        dice = self.vocabulary.dice(one, other)
        return self._weighed(old, new, round(dice * self.vocabulary.shared(one, other)))

    def all(self) -> list[Match]:
        """Every candidate, in no order that matters."""
        return [*self._identical(), *self._edits_and_runs()]

    def _bag(self, bags: Sequence[Bag], blocks: tuple[int, ...]) -> Bag:
        return bags[blocks[0]] if len(blocks) == 1 else self.vocabulary.union(bags[b] for b in blocks)

    def _weighed(self, old: tuple[int, ...], new: tuple[int, ...], weight: int) -> Match:
        """Equal weights are told apart by what the blocks say and where they are.

        Both count alike on either side, so that swapping the two texts gives the same matches.
        """
        texts = sum(self._ties[self.old[b]] for b in old) + sum(self._ties[self.new[b]] for b in new)
        tie = crc32(b"%d %d" % (texts, sum(old) + sum(new)))
        return Match(old, new, (weight << TIE_BITS) + tie)

    def _identical(self) -> Iterator[Match]:
        places = _places(self.new)
        for text, olds in _places(self.old).items():
            for i, j in _occurrence_pairs(olds, places.get(text, [])):
                yield self._weighed((i,), (j,), 1 + self.vocabulary.old[i].weight)

    def _edits_and_runs(self) -> Iterator[Match]:
        only_old = _missing_from(self.old, set(self.new))
        only_new = _missing_from(self.new, set(self.old))
        near = self.partners(only_old, only_new)
        for i, j in near:
            if self.vocabulary.dice(self.vocabulary.old[i], self.vocabulary.new[j]) >= EDITED:
                yield self.match((i,), (j,))
        yield from self._splits(near)
        yield from self._merges(near)

    def partners(self, olds: Sequence[int], news: Sequence[int]) -> list[tuple[int, int]]:
        """The pairs that share most by their rarer words: the best of every block of either side."""
        holders: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for side, bags, blocks in ((0, self.vocabulary.old, olds), (1, self.vocabulary.new, news)):
            for block in blocks:
                for word in bags[block].counts:
                    holders[word][side].append(block)
        shared: dict[tuple[int, int], int] = defaultdict(int)
        for word, in_old, in_new in _rarest(holders):
            weight = self.vocabulary.weight_of(word)
            for pair in product(in_old, in_new):
                shared[pair] += weight
        return sorted(_best_of_each(shared, 0) | _best_of_each(shared, 1))

    def _splits(self, near: Sequence[tuple[int, int]]) -> Iterator[Match]:
        for i, run in self._runs(near, self.vocabulary.old, self.vocabulary.new):
            yield self.match((i,), run)

    def _merges(self, near: Sequence[tuple[int, int]]) -> Iterator[Match]:
        swapped = sorted((j, i) for i, j in near)
        for j, run in self._runs(swapped, self.vocabulary.new, self.vocabulary.old):
            yield self.match(run, (j,))

    def _runs(
        self, near: Sequence[tuple[int, int]], wholes: Sequence[Bag], parts: Sequence[Bag]
    ) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Each block with every run of neighbouring blocks of the other side that it mostly holds."""
        held: dict[int, set[int]] = defaultdict(set)
        for whole, part in near:
            if self.vocabulary.shared(wholes[whole], parts[part]) >= CONTAINED * parts[part].weight:
                held[whole].add(part)
        for whole, found in held.items():
            for first in sorted(found):
                run: tuple[int, ...] = (first,)
                while run[-1] + 1 in found and len(run) < LONGEST_RUN:
                    run = (*run, run[-1] + 1)
                    if self.vocabulary.dice(wholes[whole], self._bag(parts, run)) >= JOINED:
                        yield whole, run


def _places(texts: Sequence[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for block, text in enumerate(texts):
        places[text].append(block)
    return places


def _missing_from(texts: Sequence[str], others: set[str]) -> list[int]:
    return [block for block, text in enumerate(texts) if text not in others]


def _occurrence_pairs(olds: Sequence[int], news: Sequence[int]) -> set[tuple[int, int]]:
    """All pairs of a text that is seldom repeated; else n-th with n-th, from the start and from the end."""
    if len(olds) * len(news) <= ALL_PAIRS:
        return {(i, j) for i in olds for j in news}
    return {*zip(olds, news, strict=False), *zip(olds[::-1], news[::-1], strict=False)}


def _best_of_each(shared: dict[tuple[int, int], int], side: int) -> set[tuple[int, int]]:
    rivals: dict[int, list[tuple[int, tuple[int, int]]]] = defaultdict(list)
    for pair, weight in shared.items():
        rivals[pair[side]].append((weight, pair))
    return {pair for some in rivals.values() for _, pair in heapq.nlargest(PARTNERS, some)}


def _rarest(holders: Mapping[str, tuple[list[int], list[int]]]) -> Iterator[tuple[str, list[int], list[int]]]:
    """The words that both sides have with the blocks that hold them, rarest first, until work is enough."""
    ranked = sorted((len(old) * len(new), word) for word, (old, new) in holders.items() if old and new)
    proposals = 0
    for pairs, word in ranked:
        proposals += pairs
        if pairs > COMMON or proposals > MOST_PROPOSALS:
            return
        yield word, *holders[word]
