"""Which blocks may correspond: identical ones, edited ones, and runs that are one block opposite."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from zlib import crc32

from articles.diffing.chain import Match
from articles.diffing.likeness import Bag, Vocabulary, dice

EDITED = 0.27
"""Likeness from which two blocks in order may be one edited block."""
HELD = 0.9
"""Share of a block that another must hold to be the same block with much added."""
HELD_WORDS = 5
"""Words that such a block has at least."""
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
MOST_COMPARED = 20_000
"""Comparisons in full, from either side, above which every block of a very long text gets fewer partners."""


class Candidates:
    """The possible matches between two texts, given as the texts of their blocks."""

    def __init__(self, old: Sequence[str], new: Sequence[str], vocabulary: Vocabulary) -> None:
        self.old, self.new, self.vocabulary = old, new, vocabulary
        self._ties = {text: crc32(text.encode("utf-8", "surrogatepass")) for text in {*old, *new}}

    def match(self, old: tuple[int, ...], new: tuple[int, ...]) -> Match:
        """The match of one block with one or several, weighed by the words they share."""
        olds, news = [self.vocabulary.old[b] for b in old], [self.vocabulary.new[b] for b in new]
        whole, parts = (olds[0], news) if len(olds) == 1 else (news[0], olds)
        *_, (shared, both) = self.vocabulary.growing(whole, parts)
        return self.sharing(old, new, shared, both)

    def sharing(self, old: tuple[int, ...], new: tuple[int, ...], shared: int, both: int) -> Match:
        """The match of blocks that share words of this weight out of that of both; doubtful likeness counts less."""
        return self._weighed(old, new, round(dice(shared, both) * shared))

    def likeness(self, i: int, j: int) -> float:
        """How alike two blocks are, from 0 to 1."""
        one, other = self.vocabulary.old[i], self.vocabulary.new[j]
        return dice(self.vocabulary.shared(one, other), one.weight + other.weight)

    def sized(self, match: Match) -> Match:
        """The match weighed by the number of words of its blocks."""
        bags = [*(self.vocabulary.old[b] for b in match.old), *(self.vocabulary.new[b] for b in match.new)]
        return self._weighed(match.old, match.new, sum(bag.size for bag in bags))

    def all(self) -> list[Match]:
        """Every candidate, in no order that matters."""
        return [*self._identical(), *self._edits_and_runs()]

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
        old, new = self.vocabulary.old, self.vocabulary.new
        for (i, j), shared in near.items():
            both = old[i].weight + new[j].weight
            if dice(shared, both) >= EDITED or self._holds_all(old[i], new[j], shared):
                yield self.sharing((i,), (j,), shared, both)
        for i, run, shared, both in self._runs(near, old, new):
            yield self.sharing((i,), run, shared, both)
        swapped = {(j, i): shared for (i, j), shared in near.items()}
        for j, run, shared, both in self._runs(swapped, new, old):
            yield self.sharing(run, (j,), shared, both)

    def partners(self, olds: Sequence[int], news: Sequence[int]) -> dict[tuple[int, int], int]:
        """The pairs that share most by their rarer words, the best of every block of either side.

        Each with the weight of all the words that it shares.
        """
        old, new = self.vocabulary.old, self.vocabulary.new
        rare: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for word, in_old, in_new in _rarest(_holders(old, olds), _holders(new, news)):
            weight = self.vocabulary.weight_of(word)
            for i in in_old:
                beside = rare[i]
                for j in in_new:
                    beside[j] += weight
        most = min(PARTNERS, 1 + MOST_COMPARED // (1 + max(len(olds), len(news))))
        best = {*_best_of_each(rare, most)} | {(i, j) for j, i in _best_of_each(_turned(rare), most)}
        return {(i, j): self.vocabulary.shared(old[i], new[j]) for i, j in sorted(best)}

    @staticmethod
    def _holds_all(one: Bag, other: Bag, shared: int) -> bool:
        """Whether nearly all words of one are in the other: however much was added to a block, it is that block."""
        smaller = min(one, other, key=lambda bag: bag.weight)
        return smaller.size >= HELD_WORDS and shared >= HELD * smaller.weight

    def _runs(
        self, near: Mapping[tuple[int, int], int], wholes: Sequence[Bag], parts: Sequence[Bag]
    ) -> Iterator[tuple[int, tuple[int, ...], int, int]]:
        """Each block with every run of neighbouring blocks of the other side that it mostly holds.

        And with the weight of the words that they share, and of all that both have.
        """
        held: dict[int, set[int]] = defaultdict(set)
        for (whole, part), shared in near.items():
            if shared >= CONTAINED * parts[part].weight:
                held[whole].add(part)
        for whole, found in held.items():
            for first in found:
                run = _run_from(first, found)
                if len(run) > 1:
                    growing = self.vocabulary.growing(wholes[whole], [parts[part] for part in run])
                    for length, (shared, both) in enumerate(growing, 1):
                        if length > 1 and dice(shared, both) >= JOINED:
                            yield whole, run[:length], shared, both


def _run_from(first: int, blocks: Container[int]) -> tuple[int, ...]:
    """The neighbouring blocks from the given one on, LONGEST_RUN at most."""
    return tuple(takewhile(blocks.__contains__, range(first, first + LONGEST_RUN)))


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


def _holders(bags: Sequence[Bag], blocks: Iterable[int]) -> dict[str, list[int]]:
    """Every word with those of the blocks that hold it."""
    holders: dict[str, list[int]] = defaultdict(list)
    for block in blocks:
        for word in bags[block].counts:
            holders[word].append(block)
    return holders


def _rarest(
    old: Mapping[str, list[int]], new: Mapping[str, list[int]]
) -> Iterator[tuple[str, list[int], list[int]]]:
    """The words that both sides have with the blocks that hold them, rarest first, until work is enough."""
    ranked = sorted((len(old[word]) * len(new[word]), word) for word in old.keys() & new.keys())
    proposals = 0
    for pairs, word in ranked:
        proposals += pairs
        if pairs > COMMON or proposals > MOST_PROPOSALS:
            return
        yield word, old[word], new[word]


def _best_of_each(shared: Mapping[int, Mapping[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Every block with those of the other side that it shares most with, `most` of them at most."""
    for block, weights in shared.items():
        for _, other in sorted(zip(weights.values(), weights, strict=True), reverse=True)[:most]:
            yield block, other


def _turned(shared: Mapping[int, Mapping[int, int]]) -> dict[int, dict[int, int]]:
    """The same weights as seen from the other side."""
    turned: dict[int, dict[int, int]] = defaultdict(dict)
    for block, weights in shared.items():
        for other, weight in weights.items():
            turned[other][block] = weight
    return turned
