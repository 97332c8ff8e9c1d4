"""How well matches explain both texts by unbroken stretches: which row a block belongs to that two could hold."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz.distance import LCSseq

from articles.diffing.candidates import Candidates
from articles.diffing.chain import Match
from articles.diffing.tokens import words

HALFWAY = 10
"""Words of an unbroken stretch that count half: the longer it is, the less it can be chance."""
MOST_CELLS = 1_000_000
"""Words old times new of two matches above which they stay as they are."""


def settled(candidates: Candidates, kept: Sequence[Match]) -> list[Match]:
    """The matches, given in order, with every block that its own and the next one could hold in the better of them."""
    matches = list(kept)
    for at in range(len(matches) - 1):
        here, there = matches[at : at + 2]
        others = [*_passed_on(here, there), *_taken_over(here, there)]
        if others and _cells(candidates, here, there) <= MOST_CELLS:
            best = max([(here, there), *others], key=lambda pair: sum(_worth(candidates, m) for m in pair))
            if best != (here, there):
                matches[at : at + 2] = [candidates.match(m.old, m.new) for m in best]
    return matches


def _passed_on(here: Match, there: Match) -> Iterator[tuple[Match, Match]]:
    """Two neighbouring matches with the last block of the first in the second instead, on either side."""
    if len(here.old) > 1 and len(there.new) == 1 and here.old[-1] + 1 == there.old[0]:
        yield replace(here, old=here.old[:-1]), replace(there, old=(here.old[-1], *there.old))
    if len(here.new) > 1 and len(there.old) == 1 and here.new[-1] + 1 == there.new[0]:
        yield replace(here, new=here.new[:-1]), replace(there, new=(here.new[-1], *there.new))


def _taken_over(here: Match, there: Match) -> Iterator[tuple[Match, Match]]:
    """Two neighbouring matches with the first block of the second in the first instead, on either side."""
    if len(there.old) > 1 and len(here.new) == 1 and here.old[-1] + 1 == there.old[0]:
        yield replace(here, old=(*here.old, there.old[0])), replace(there, old=there.old[1:])
    if len(there.new) > 1 and len(here.old) == 1 and here.new[-1] + 1 == there.new[0]:
        yield replace(here, new=(*here.new, there.new[0])), replace(there, new=there.new[1:])


def _cells(candidates: Candidates, here: Match, there: Match) -> int:
    bags = candidates.vocabulary
    old = sum(bags.old[block].size for block in here.old + there.old)
    return old * sum(bags.new[block].size for block in here.new + there.new)


def _worth(candidates: Candidates, match: Match) -> int:
    """The weight of the words that both sides have in order, those in long stretches counting nearly whole."""
    sides = sorted(
        [word for block in blocks for word in words(texts[block])]
        for texts, blocks in ((candidates.old, match.old), (candidates.new, match.new))
    )
    worth = 0
    for code in LCSseq.opcodes(*sides):
        if code.tag == "equal":
            length = code.src_end - code.src_start
            weight = sum(map(candidates.vocabulary.weight_of, sides[0][code.src_start : code.src_end]))
            worth += weight * length // (length + HALFWAY)
    return worth
