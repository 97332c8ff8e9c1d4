"""Changes newest first, by days, paged by keyset. Lists read Change rows: no text is unpacked or compared, and nothing
is joined to find them; of those that are shown, sources have the name and articles the language.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import sqrt
from typing import Any

from articles.diffing import Piece
from articles.models import Change
from articles.models.change import ChangeQuerySet

from .edges import trimmed
from .legible import legible
from .places import Cursor

PAGE = 40
FULL_BAR = 400
"""Words changed that fill a bar; its length goes by the square root, so that ten words are still seen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One change as lists show it; lengths of the bar's two parts are per cent."""

    change: Change
    headline: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]
    removed_length: float
    added_length: float


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    lines: tuple[Line, ...]
    minor: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`older` is the cursor of the next page, None at the end."""

    days: tuple[Day, ...]
    older: Cursor | None


def latest_changes(changes: ChangeQuerySet, before: Cursor | None) -> Page:
    """One page of these changes, without the hidden ones."""
    shown, older = stretch_of(changes, before, PAGE)
    return Page(tuple(_days(lines_of(shown))), older)


def stretch_of(
    changes: ChangeQuerySet, before: Cursor | None, longest: int
) -> tuple[list[Change], Cursor | None]:
    """The newest of these that may be shown, from the place `before` on, in full; and where it goes on, if it does."""
    matching = changes.visible().newest_first()
    if before is not None:
        matching = matching.before(*before)
    found = list(in_full(matching, longest + 1))
    shown = found[:longest]
    older = Cursor(shown[-1].not_after, shown[-1].pk) if len(found) > longest else None
    return shown, older


def in_full(matching: ChangeQuerySet, longest: int) -> ChangeQuerySet:
    """The first of these in their order, with their sources and articles; the order is `newest_first`.

    Which they are, the index alone tells; only then are their rows read, and not those of all that did not match.
    """
    keys = matching.values("pk")[:longest]
    return Change.objects.filter(pk__in=keys).newest_first().select_related("source", "article")


def lines_of(changes: Iterable[Change]) -> list[Line]:
    return [_line(change) for change in changes]


def _days(lines: Iterable[Line]) -> Iterable[Day]:
    for day, group in groupby(lines, key=lambda line: line.change.not_after.date()):
        of_day = list(group)
        yield Day(
            day,
            tuple(line for line in of_day if not line.change.minor),
            tuple(line for line in of_day if line.change.minor),
        )


def _line(change: Change) -> Line:
    total = change.words_removed + change.words_added
    length = 100 * min(1.0, sqrt(total / FULL_BAR))
    removed = length * change.words_removed / total if total else 0.0
    return Line(
        change=change,
        headline=_headline(change),
        excerpt=_read(change.excerpt),
        removed_length=round(removed, 1),
        added_length=round(length - removed, 1),
    )


def _headline(change: Change) -> tuple[Piece, ...]:
    """With its own marks where it changed."""
    plain = change.headline or change.old_headline or "(without a headline)"
    return _read(change.headline_pieces or [("equal", plain)])


def _read(stored: Iterable[Sequence[Any]]) -> tuple[Piece, ...]:
    return trimmed(Piece(op, legible(text)) for op, text in stored)
