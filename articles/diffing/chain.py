"""The heaviest set of matches that do not cross: what stayed in its place."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """Old blocks that correspond to new ones; `weight` is how much of the text that explains.

    Weights are integers, so that no order of summing can change which chain is the heaviest.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    weight: int


def heaviest_chain(matches: Sequence[Match]) -> list[Match]:
    """The matches of greatest total weight of which each lies wholly after the one before, on both sides.

    O(n log n): a sweep over the old side, with a Fenwick tree of the best chain so far by its last new block.
    """
    best = _BestBefore(1 + max((match.new[-1] for match in matches), default=0))
    starting: dict[int, list[Match]] = defaultdict(list)
    ending: dict[int, list[_Link]] = defaultdict(list)
    for match in sorted(matches, key=lambda m: (m.old, m.new)):
        starting[match.old[0]].append(match)
    for block in sorted({block for match in matches for block in (match.old[0], match.old[-1])}):
        for match in starting[block]:
            before = best.before(match.new[0])
            ending[match.old[-1]].append(_Link(match, before, match.weight + (before.total if before else 0)))
        for link in ending[block]:
            best.add(link)
    return _unwind(best.before(best.size))


@dataclass(frozen=True, slots=True)
class _Link:
    match: Match
    before: "_Link | None"
    total: int


class _BestBefore:
    """A Fenwick tree of prefix maxima: the heaviest chain that ends before a given new block."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._tree: list[_Link | None] = [None] * (size + 1)

    def add(self, link: _Link) -> None:
        at = link.match.new[-1] + 1
        while at <= self.size:
            held = self._tree[at]
            if held is None or link.total > held.total:
                self._tree[at] = link
            at += at & -at

    def before(self, block: int) -> _Link | None:
        best: _Link | None = None
        while block > 0:
            held = self._tree[block]
            if held is not None and (best is None or held.total > best.total):
                best = held
            block -= block & -block
        return best


def _unwind(link: _Link | None) -> list[Match]:
    chain: list[Match] = []
    while link is not None:
        chain.append(link.match)
        link = link.before
    return chain[::-1]
