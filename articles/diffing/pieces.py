"""A row as text to read: what templates and feeds render, so that they need no offsets."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
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
    return pieces_of(diff, row)


def side(diff: Diff, row: Row, which: Side) -> tuple[tuple[Piece, ...], ...]:
    """For every block that the row has on that side, in order, its whole text in pieces.

    The white space at which a block was split, or that came where two were merged, is part of an "equal" piece: the
    blocks of the other side tell it.
    """
    texts, blocks = (diff.texts(row)[0], row.old) if which == "old" else (diff.texts(row)[1], row.new)
    pieces: dict[int, list[Piece]] = {block: [] for block in blocks}
    for at, segment in enumerate(row.segments):
        block, start, end = segment[1:4] if which == "old" else segment[4:7]
        if block is not None:
            text = texts[block][start:end]
            op: Op = "equal" if text.isspace() and _parts_blocks(row.segments, at) else segment.op
            pieces[block].append(Piece(op, text))
    return tuple(joined(pieces[block]) for block in blocks)


def _parts_blocks(segments: Sequence[Segment], at: int) -> bool:
    """Whether what stayed before a segment and what stayed after it stand in different blocks of a side."""
    before, after = _equal_from(segments, at, -1), _equal_from(segments, at, 1)
    if before is None or after is None:
        return False
    return before.old_block != after.old_block or before.new_block != after.new_block


def _equal_from(segments: Sequence[Segment], at: int, step: int) -> Segment | None:
    """The nearest equal segment in one direction: between two of them is one change, of few segments."""
    while 0 <= at < len(segments):
        if segments[at].op == "equal":
            return segments[at]
        at += step
    return None


def pieces_of(diff: Diff, row: Row, first: int = 0, end: int | None = None) -> tuple[Piece, ...]:
    """The row's segments from `first` on, those before `end`, as one running text."""
    pieces: list[Piece] = []
    marked = islice(_marked(diff, row), first, end)
    for changed, group in groupby(chain.from_iterable(marked), key=lambda piece: piece.op != "equal"):
        neighbours = list(group)
        pieces += sorted(neighbours, key=attrgetter("op")) if changed else neighbours
    return joined(pieces)


def _marked(diff: Diff, row: Row) -> Iterator[list[Piece]]:
    """Every segment as a piece, behind the marks of the paragraphs that begin with it."""
    old, new = diff.texts(row)
    old_block = new_block = None
    for op, old_at, old_start, old_end, new_at, new_start, new_end in row.segments:
        pieces = []
        if old_at is not None:
            if old_block not in (None, old_at):
                pieces.append(Piece("delete", PARAGRAPH_MARK))
            old_block = old_at
        if new_at is not None:
            if new_block not in (None, new_at):
                pieces.append(Piece("insert", PARAGRAPH_MARK))
            new_block = new_at
        if new_at is not None:
            pieces.append(Piece(op, new[new_at][new_start:new_end]))
        elif old_at is not None:
            pieces.append(Piece(op, old[old_at][old_start:old_end]))
        yield pieces


def joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces without empty ones, neighbours of the same `op` as one."""
    return tuple(
        Piece(op, "".join(piece.text for piece in group))
        for op, group in groupby(filter(attrgetter("text"), pieces), key=attrgetter("op"))
    )
