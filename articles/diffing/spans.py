"""What changed inside matched blocks: the segments of a row."""

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from articles.diffing.diff import Segment
from articles.diffing.islands import without_islands
from articles.diffing.runs import common_runs
from articles.diffing.slides import slid
from articles.diffing.tokens import Token, tokens


class Place(NamedTuple):
    """A token where it stands: `before` and `after` are where the white space around it begins and ends."""

    token: Token
    block: int
    before: int
    after: int


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
        equal = _equal_spans(old, new, _places(old, old_blocks), _places(new, new_blocks))
    else:
        equal = []
    return tuple(_filled(equal, old_whole, new_whole))


def _whole(texts: Sequence[str], blocks: Sequence[int]) -> list[Span]:
    return [Span(block, 0, len(texts[block])) for block in blocks]


def _places(texts: Sequence[str], blocks: Sequence[int]) -> list[Place]:
    places = []
    for block in blocks:
        before = 0
        end = len(texts[block])
        for token, following in pairwise([*tokens(texts[block]), Token("", end, end)]):
            places.append(Place(token, block, before, following.start))
            before = token.end
    return places


def _equal_spans(
    old: Sequence[str], new: Sequence[str], old_places: Sequence[Place], new_places: Sequence[Place]
) -> list[tuple[Span, Span]]:
    """The pairs of stretches that read the same on both sides, in order, each as long as it can be."""
    found: list[tuple[Span, Span]] = []
    for one, other in _matched(old_places, new_places):
        for left, right in zip(_around(one), _around(other), strict=True):
            if old[left.block][left.start : left.end] == new[right.block][right.start : right.end]:
                _append(found, left, right)
    return found


def _around(place: Place) -> tuple[Span, Span, Span]:
    """The white space before a token, the token, the white space after it."""
    token = place.token
    return (
        Span(place.block, place.before, token.start),
        Span(place.block, token.start, token.end),
        Span(place.block, token.end, place.after),
    )


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


def _matched(old: Sequence[Place], new: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """The pairs of tokens that stayed."""
    old_words, new_words = [place.token.text for place in old], [place.token.text for place in new]
    runs = without_islands(common_runs(old_words, new_words), old_words, new_words)
    for run in slid(runs, old_words, new_words):
        yield from zip(old[run.old : run.old + run.length], new[run.new : run.new + run.length], strict=True)


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
