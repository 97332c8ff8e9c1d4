"""The words that two lists have in common and in the same order: the longest common subsequence, in runs."""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

MOST_CELLS = 500_000_000
"""Words old times words new above which they are not compared: it takes a bit for each, 60 MB."""


class Run(NamedTuple):
    """`length` words that are the same from word `old` of one list and word `new` of the other."""

    old: int
    new: int
    length: int


def common_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """The runs in order. Of lists too long to compare, only what they begin and end with."""
    start = _common_start(old, new)
    end = _common_start(old[start:][::-1], new[start:][::-1])
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    runs = [Run(0, 0, start)]
    if len(old_middle) * len(new_middle) <= MOST_CELLS:
        runs += [
            Run(start + code.src_start, start + code.dest_start, code.src_end - code.src_start)
            for code in LCSseq.opcodes(old_middle, new_middle)
            if code.tag == "equal"
        ]
    runs.append(Run(len(old) - end, len(new) - end, end))
    return [run for run in runs if run.length]


def _common_start(old: Sequence[str], new: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
