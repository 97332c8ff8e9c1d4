"""The passage that shows a change best, short enough for a list."""

from collections.abc import Iterator, Sequence

from articles.diffing.diff import Diff
from articles.diffing.findings import UNSAID, Finding, Findings, findings
from articles.diffing.pieces import Piece, inline, joined, pieces_of
from articles.diffing.tokens import ELLIPSIS, prefix, suffix

LENGTH = 240
"""Characters of an excerpt at most, its elisions included."""
LEAD = 4
"""The part of an excerpt that may go to what stands before the change: one in so many characters."""


def excerpt(diff: Diff, length: int = LENGTH, found: Findings | None = None) -> tuple[Piece, ...]:
    """The weightiest change with the words around it, cut with "…" to `length` characters in all.

    A place where old and new stand side by side is preferred to one that was only added or only removed.
    The headline's change where the body has none; empty where neither has. `found` as for `assess`.
    """
    found = found or findings(diff)
    in_body = [f for f in found.all if f.row is not diff.headline and f.row is not diff.byline]
    if not in_body:
        changed = any(f.row is diff.headline for f in found.all)
        return joined(_cut(inline(diff, diff.headline), length)) if changed else ()
    return _around(diff, max(in_body, key=_rank), length)


def _rank(finding: Finding) -> tuple[bool, bool, float]:
    row = finding.row
    return finding.kind not in UNSAID, bool(row.old and row.new and finding.hunk), finding.weight


def _around(diff: Diff, finding: Finding, length: int) -> tuple[Piece, ...]:
    first = finding.hunk.first if finding.hunk else 0
    before = pieces_of(diff, finding.row, end=first)
    rest = pieces_of(diff, finding.row, first)
    lead = _lead(before, length // LEAD)
    return joined([*lead, *_cut(rest, length - sum(len(piece.text) for piece in lead))])


def _lead(before: Sequence[Piece], length: int) -> list[Piece]:
    """The end of what stands before the change, from the change before it on."""
    if not before:
        return []
    text = before[-1].text if before[-1].op == "equal" else ""
    if len(before) > 1 or len(text) > length:
        text = ELLIPSIS + suffix(text, length - 1)
    return [Piece("equal", text)]


def _cut(pieces: Sequence[Piece], length: int) -> Iterator[Piece]:
    """The pieces as far as there is room; a deletion leaves half of it to what replaced it."""
    for at, piece in enumerate(pieces):
        leaves = piece.op == "delete" and at + 1 < len(pieces)
        room = length // 2 if leaves else length
        if len(piece.text) <= room:
            yield piece
            length -= len(piece.text)
        elif room > 0:
            start = prefix(piece.text, room - 1)
            yield from (Piece(piece.op, start), Piece("equal", ELLIPSIS))
            length -= len(start) + 1
        if len(piece.text) > room and not leaves:
            return
