"""Which blocks of one text correspond to which of the other: from the texts of the blocks to matches."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from articles.diffing.candidates import Candidates
from articles.diffing.chain import Match, heaviest_chain
from articles.diffing.leftovers import moves
from articles.diffing.likeness import Vocabulary
from articles.diffing.rejoining import rejoined
from articles.diffing.stretches import settled


@dataclass(frozen=True, slots=True)
class Alignment:
    """The matches that kept their order, and those that moved across them: as few and as light as can be.

    Every block is in at most one match; one that is in none was added or removed.
    """

    kept: list[Match]
    moved: list[Match]


def align(old: Sequence[str], new: Sequence[str]) -> Alignment:
    """The correspondence of two lists of blocks; swapping the lists mirrors it."""
    candidates = Candidates(old, new, Vocabulary(old, new))
    chained = heaviest_chain(candidates.all())
    matches = rejoined(candidates, [*chained, *moves(candidates, chained)])
    in_place = {match.old[0] for match in heaviest_chain(_by_firsts(_counted_first(candidates, matches)))}
    kept = sorted((match for match in matches if match.old[0] in in_place), key=lambda match: match.old)
    return Alignment(settled(candidates, kept), [match for match in matches if match.old[0] not in in_place])


def _by_firsts(matches: Sequence[Match]) -> list[Match]:
    """The matches as their first blocks alone: a block whose other half went further down has not moved itself."""
    return [replace(match, old=match.old[:1], new=match.new[:1]) for match in matches]


def _counted_first(candidates: Candidates, matches: Sequence[Match]) -> list[Match]:
    """The matches with such weights that more of them outweigh fewer, and equal numbers go by their text.

    A reader takes one long paragraph to have moved past two short ones, not the two past the one; and of two, the
    shorter past the longer, however much either was edited.
    """
    sized = [candidates.sized(match) for match in matches]
    more = 1 + sum(match.weight for match in sized)
    return [replace(match, weight=match.weight + more) for match in sized]
