"""A diff as passages to read, one after the other, without offsets."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from articles.diffing import Diff, Piece, Row, Side, inline, side

from .edges import trimmed

FOLDED_FROM = 3
"""Unchanged passages in a row that fold; fewer are context."""


@dataclass(frozen=True, slots=True)
class Part:
    """One block of one side, in pieces; `kind` is the block's, or "headline" or "byline"."""

    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One row of the page. `number` counts the changed ones from 1, None where nothing changed.

    `running` is the row as one text with both sides' words, for a narrow page; `moved_from` is the paragraph,
    from 1, where a moved passage stood, `moved_to` the one where it stands. A passage of kind "gone" has no text: it
    marks the old place of the moved one whose number is `leads_to`.
    """

    number: int | None
    kind: str
    moved_from: int | None
    old: tuple[Part, ...]
    new: tuple[Part, ...]
    running: Part
    moved_to: int | None = None
    leads_to: int | None = None

    @property
    def is_changed(self) -> bool:
        return self.number is not None or self.kind == "gone"

    @property
    def has_both(self) -> bool:
        """Whether old and new differ and both are there, so that a narrow page needs the running text."""
        return self.kind in ("edit", "split", "merge")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Passages one after the other, folded away where they are many and none has changed."""

    folded: bool
    passages: tuple[Passage, ...]


def passages_of(diff: Diff) -> Iterator[Passage]:
    """Headline, byline and body, numbered in reading order; the old places of what moved stand where they were."""
    passages = [(row, _passage(diff, row, number)) for row, number in numbered_rows(diff)]
    left = _places_left(passages)
    for row, passage in passages:
        yield passage
        yield from left.get(id(row), ())


def numbered_rows(diff: Diff) -> Iterator[tuple[Row, int | None]]:
    """The rows in reading order with their numbers, from 1; None for those that have not changed."""
    number = 0
    for row in diff.all_rows:
        changed = row.kind != "equal" or row.moved
        number += changed
        yield row, number if changed else None


def _places_left(passages: Sequence[tuple[Row, Passage]]) -> dict[int, list[Passage]]:
    """The marks of what moved away, by the row (its identity) that they follow: that of the nearest block above."""
    (_, _), (byline, _), *body = passages
    stayed = {index: row for row, _ in body if not row.moved for index in row.old}
    left: defaultdict[int, list[Passage]] = defaultdict(list)
    for row, passage in sorted((pair for pair in body if pair[0].moved), key=lambda pair: pair[0].old):
        above = next((stayed[index] for index in range(row.old[0], -1, -1) if index in stayed), byline)
        left[id(above)].append(_gone(row, passage))
    return left


def _gone(row: Row, passage: Passage) -> Passage:
    return Passage(
        number=None,
        kind="gone",
        moved_from=row.old[0] + 1,
        old=(),
        new=(),
        running=Part("paragraph", ()),
        moved_to=row.new[0] + 1,
        leads_to=passage.number,
    )


def stretches_of(
    passages: Iterable[Passage], fold: bool, folded_from: int = FOLDED_FROM
) -> Iterator[Stretch]:
    for unchanged, group in groupby(passages, key=lambda passage: not passage.is_changed):
        run = tuple(group)
        yield Stretch(fold and unchanged and len(run) >= folded_from, run)


def _passage(diff: Diff, row: Row, number: int | None) -> Passage:
    old, new = _parts(diff, row, "old"), _parts(diff, row, "new")
    return Passage(
        number=number,
        kind=row.kind,
        moved_from=row.old[0] + 1 if row.moved else None,
        old=old,
        new=new,
        running=Part((new or old)[0].kind, trimmed(inline(diff, row))),
    )


def _parts(diff: Diff, row: Row, which: Side) -> tuple[Part, ...]:
    indexes = row.old if which == "old" else row.new
    kinds = (_kind(diff, row, which, index) for index in indexes)
    return tuple(map(Part, kinds, map(trimmed, side(diff, row, which))))


def _kind(diff: Diff, row: Row, which: Side, index: int) -> str:
    if row is diff.headline:
        return "headline"
    if row is diff.byline:
        return "byline"
    return (diff.old if which == "old" else diff.new).blocks[index].kind
