"""What changed inside matched blocks: the segments of a row."""

import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from articles.diffing.diff import Segment
from articles.diffing.islands import without_islands
from articles.diffing.runs import Run, common_runs
from articles.diffing.slides import slid
from articles.diffing.tokens import Token, tokens


class Span(NamedTuple):
    """A stretch of one block."""

    block: int
    start: int
    end: int


def segments(
    old: Sequence[str], new: Sequence[str], old_blocks: Sequence[int], new_blocks: Sequence[int]
) -> tuple[Segment, ...]:
    """The segments of the given old blocks against the given new ones, each side read as one run of text."""
    old_whole, new_whole = _whole(old, old_blocks), _whole(new, new_blocks)
    if [old[block] for block in old_blocks] == [new[block] for block in new_blocks]:
        equal = [pair for pair in zip(old_whole, new_whole, strict=True) if pair[0].end]
    elif old_blocks and new_blocks:
        equal = _equal_spans(_Words(old, old_blocks), _Words(new, new_blocks))
    else:
        equal = []
    return tuple(_filled(equal, old_whole, new_whole))


def _whole(texts: Sequence[str], blocks: Sequence[int]) -> list[Span]:
    return [Span(block, 0, len(texts[block])) for block in blocks]


class _Words:
    """The tokens of some blocks read as one run of text, and where each stands."""

    def __init__(self, texts: Sequence[str], blocks: Sequence[int]) -> None:
        self._texts = texts
        self._tokens: list[Token] = []
        self._blocks: list[int] = []
        for block in blocks:
            found = tokens(texts[block])
            self._tokens += found
            self._blocks += [block] * len(found)
        self.texts = [token.text for token in self._tokens]

    def read(self, span: Span) -> str:
        return self._texts[span.block][span.start : span.end]

    def in_one_block(self, first: int, last: int) -> bool:
        return self._blocks[first] == self._blocks[last]

    def around(self, first: int, last: int) -> tuple[Span, Span, Span]:
        """The white space before some tokens of one block, these tokens, the white space after them."""
        block, start, end = self._blocks[first], self._tokens[first].start, self._tokens[last].end
        follows = first > 0 and self._blocks[first - 1] == block
        goes_on = last + 1 < len(self._blocks) and self._blocks[last + 1] == block
        return (
            Span(block, self._tokens[first - 1].end if follows else 0, start),
            Span(block, start, end),
            Span(block, end, self._tokens[last + 1].start if goes_on else len(self._texts[block])),
        )


def _equal_spans(old: _Words, new: _Words) -> list[tuple[Span, Span]]:
    """The pairs of stretches that read the same on both sides, in order, each as long as it can be.

    Passages are slid first: a word that so joins a long stretch is no island.
    """
    found: list[tuple[Span, Span]] = []
    runs = slid(common_runs(old.texts, new.texts), old.texts, new.texts)
    for run in without_islands(runs, old.texts, new.texts):
        for left, right in _alike(old, new, run):
            if old.read(left) == new.read(right):
                _append(found, left, right)
    return found


def _alike(old: _Words, new: _Words, run: Run) -> Iterator[tuple[Span, Span]]:
    """The stretches of a run, as few as may be: its tokens are the same, the space between them may not be."""
    old_last, new_last = run.old + run.length - 1, run.new + run.length - 1
    if old.in_one_block(run.old, old_last) and new.in_one_block(run.new, new_last):
        lefts, rights = old.around(run.old, old_last), new.around(run.new, new_last)
        if old.read(lefts[1]) == new.read(rights[1]):
            yield from zip(lefts, rights, strict=True)
            return
    half = run.length // 2
    yield from _alike(old, new, Run(run.old, run.new, half))
    yield from _alike(old, new, Run(run.old + half, run.new + half, run.length - half))


def _append(found: list[tuple[Span, Span]], left: Span, right: Span) -> None:
    """Add a pair of equal stretches unless it was taken: space is after one word and before the next."""
    if left.start == left.end:
        return
    if found:
        last_left, last_right = found[-1]
        if _overlap(last_left, left) or _overlap(last_right, right):
            return
        if _adjoin(last_left, left) and _adjoin(last_right, right):
            found[-1] = (last_left._replace(end=left.end), last_right._replace(end=right.end))
            return
    found.append((left, right))


def _overlap(first: Span, second: Span) -> bool:
    return first.block == second.block and second.start < first.end


def _adjoin(first: Span, second: Span) -> bool:
    return first.block == second.block and first.end == second.start


def _filled(
    equal: Sequence[tuple[Span, Span]], old: Sequence[Span], new: Sequence[Span]
) -> Iterator[Segment]:
    """The equal stretches and between them what is left of each side: all of the text of both."""
    last_left = last_right = Span(-1, 0, 0)
    for left, right in equal:
        yield from _changed(_between(old, last_left, left), _between(new, last_right, right))
        yield Segment("equal", *left, *right)
        last_left, last_right = left, right
    beyond = Span(sys.maxsize, 0, 0)
    yield from _changed(_between(old, last_left, beyond), _between(new, last_right, beyond))


def _changed(deleted: Iterator[Span], inserted: Iterator[Span]) -> Iterator[Segment]:
    for span in deleted:
        yield Segment("delete", *span, None, 0, 0)
    for span in inserted:
        yield Segment("insert", None, 0, 0, *span)


def _between(wholes: Sequence[Span], first: Span, second: Span) -> Iterator[Span]:
    """What lies after one stretch and before another, block by block."""
    for block, start, end in wholes:
        if first.block <= block <= second.block:
            start = first.end if block == first.block else start
            end = second.start if block == second.block else end
            if start < end:
                yield Span(block, start, end)
