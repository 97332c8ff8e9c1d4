"""A row as text to read: what templates and feeds render, so that they need no offsets."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from articles.diffing.diff import Diff, Op, Row, Segment, Side

PARAGRAPH_MARK = " ¶ "
"""Where a block was split (an insertion) or two were merged (a deletion), as proofreaders write it."""


class Piece(NamedTuple):
    """A stretch of text that stayed, went or came. A piece is never empty; neighbours differ in `op`."""

    op: Op
    text: str


def inline(diff: Diff, row: Row) -> tuple[Piece, ...]:
    """The row as one running text in reading order, a deletion before the insertion that replaces it."""
    return pieces_of(diff, row, row.segments)


def side(diff: Diff, row: Row, which: Side) -> tuple[tuple[Piece, ...], ...]:
    """For every block that the row has on that side, in order, its whole text in pieces."""
    texts, blocks = (diff.texts(row)[0], row.old) if which == "old" else (diff.texts(row)[1], row.new)
    return tuple(
        joined(
            Piece(segment.op, texts[block][start:end])
            for segment in row.segments
            for at, start, end in [segment[1:4] if which == "old" else segment[4:7]]
            if at == block
        )
        for block in blocks
    )


def pieces_of(diff: Diff, row: Row, segments: Sequence[Segment]) -> tuple[Piece, ...]:
    """Some of the row's segments as one running text."""
    pieces: list[Piece] = []
    for changed, group in groupby(_marked(diff, row, segments), key=lambda piece: piece.op != "equal"):
        neighbours = list(group)
        pieces += sorted(neighbours, key=attrgetter("op")) if changed else neighbours
    return joined(pieces)


def _marked(diff: Diff, row: Row, segments: Sequence[Segment]) -> Iterator[Piece]:
    old, new = diff.texts(row)
    old_block = new_block = None
    for op, old_at, old_start, old_end, new_at, new_start, new_end in segments:
        if old_at is not None:
            if old_block not in (None, old_at):
                yield Piece("delete", PARAGRAPH_MARK)
            old_block = old_at
        if new_at is not None:
            if new_block not in (None, new_at):
                yield Piece("insert", PARAGRAPH_MARK)
            new_block = new_at
        if new_at is not None:
            yield Piece(op, new[new_at][new_start:new_end])
        elif old_at is not None:
            yield Piece(op, old[old_at][old_start:old_end])


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces without empty ones, neighbours of the same `op` as one."""
    return tuple(
        Piece(op, "".join(piece.text for piece in group))
        for op, group in groupby(filter(attrgetter("text"), pieces), key=attrgetter("op"))
    )
