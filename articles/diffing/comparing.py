"""From two texts to their Diff."""

from collections import deque
from collections.abc import Iterator, Sequence

from articles.diffing.alignment import Alignment, align
from articles.diffing.chain import Match
from articles.diffing.diff import Diff, Row, RowKind
from articles.diffing.spans import segments
from articles.text import ArticleText

DIFF_VERSION = 3
"""Stamped on stored changes; raised whenever the same two texts may compare or be judged otherwise than before."""


def compare(old: ArticleText, new: ArticleText) -> Diff:
    """What changed from one text to another: the same for the same two texts, always.

    Only what is read counts: a block that turned from paragraph to heading has not changed. There is no time
    limit inside (it would make the outcome depend on the machine); work is bounded by the sizes of the texts.
    """
    return Diff(
        old=old,
        new=new,
        headline=_line(old.headline, new.headline),
        byline=_line(old.byline, new.byline),
        rows=_rows([block.text for block in old.blocks], [block.text for block in new.blocks]),
    )


def _line(old: str, new: str) -> Row:
    """The row of a headline or byline, whose likeness does not matter: only one can follow the other."""
    before = (0,) if old or not new else ()
    after = (0,) if new or not old else ()
    return _row((old,), (new,), before, after)


def _rows(old: Sequence[str], new: Sequence[str]) -> tuple[Row, ...]:
    alignment = align(old, new)
    moved = {match.old for match in alignment.moved}
    return tuple(
        _row(old, new, match.old, match.new, match.old in moved)
        for match in _in_reading_order(alignment, len(old), len(new))
    )


def _row(
    old: Sequence[str],
    new: Sequence[str],
    before: tuple[int, ...],
    after: tuple[int, ...],
    moved: bool = False,
) -> Row:
    kind = _kind([old[block] for block in before], [new[block] for block in after])
    return Row(kind, before, after, moved, segments(old, new, before, after))


def _kind(before: Sequence[str], after: Sequence[str]) -> RowKind:
    if before == after:
        return "equal"
    if not before:
        return "insert"
    if not after:
        return "delete"
    if len(after) > 1:
        return "split"
    return "merge" if len(before) > 1 else "edit"


def _in_reading_order(alignment: Alignment, old_blocks: int, new_blocks: int) -> Iterator[Match]:
    """The blocks of every row: before each match kept in order, what was removed, then what came there."""
    matches = [*alignment.kept, *alignment.moved]
    stayed = {block for match in matches for block in match.old}
    known = {block for match in matches for block in match.new}
    gone = deque(Match((i,), (), 0) for i in range(old_blocks) if i not in stayed)
    came = [*alignment.moved, *(Match((), (j,), 0) for j in range(new_blocks) if j not in known)]
    arriving = deque(sorted(came, key=lambda match: match.new))
    for match in alignment.kept:
        while gone and gone[0].old < match.old:
            yield gone.popleft()
        while arriving and arriving[0].new < match.new:
            yield arriving.popleft()
        yield match
    yield from gone
    yield from arriving
