"""Two versions of an article side by side."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from articles.diffing import Diff, Piece, Row, Side, Significance, assess, compare, inline, side
from articles.models import Article, Change, Version

from .history import Step, changes_of, steps_of

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
    from 1, where a moved passage stood.
    """

    number: int | None
    kind: str
    moved_from: int | None
    old: tuple[Part, ...]
    new: tuple[Part, ...]
    running: Part

    @property
    def has_both(self) -> bool:
        """Whether old and new differ and both are there, so that a narrow page needs the running text."""
        return self.kind in ("edit", "split", "merge")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Passages one after the other, folded away where they are many and none has changed."""

    folded: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`change` is the transition that was seen on the page, None where these two texts never followed each
    other; `verdict` is what it amounts to, stored with the change or assessed for this page.

    `older_at` and `newer_at` say since when each text stood. `previous` and `next` are the article's changes
    beside this one; `changed` is how many passages differ.
    """

    older: Version
    newer: Version
    older_at: datetime
    newer_at: datetime
    change: Change | None
    verdict: Change | Significance
    words_added: int
    words_removed: int
    headline: Passage
    byline: Passage
    stretches: tuple[Stretch, ...]
    changed: int
    steps: tuple[Step, ...]
    previous: Change | None
    next: Change | None

    @property
    def later(self) -> timedelta:
        return self.newer_at - self.older_at

    @property
    def same_text(self) -> bool:
        return self.older.number == self.newer.number


def compare_versions(
    article: Article, older: Version, newer: Version, change_number: int | None = None, fold: bool = True
) -> Comparison:
    """The comparison in the order asked. `change_number` picks among several transitions between the same two
    texts.

    Raises Change.DoesNotExist where that change is not one between these two versions.
    """
    changes = changes_of(article)
    change = _change_between(changes, older, newer, change_number)
    diff = compare(older.text, newer.text)
    headline, byline, *body = _passages(diff)
    at = changes.index(change) if change else None
    return Comparison(
        older=older,
        newer=newer,
        older_at=_stood_since(older, changes[:at] if change else []),
        newer_at=change.not_after if change else newer.first_seen_at,
        change=change,
        verdict=change or assess(diff),
        words_added=change.words_added if change else diff.words_added,
        words_removed=change.words_removed if change else diff.words_removed,
        headline=headline,
        byline=byline,
        stretches=tuple(_stretches(body, fold)),
        changed=sum(passage.number is not None for passage in (headline, byline, *body)),
        steps=steps_of(changes),
        previous=changes[at - 1] if at else None,
        next=changes[at + 1] if at is not None and at + 1 < len(changes) else None,
    )


def diff_of(change: Change) -> tuple[Stretch, ...]:
    """The whole change for a feed: headline and byline where they changed, then the body, folded."""
    diff = compare(change.from_version.text, change.to_version.text)
    headline, byline, *body = _passages(diff)
    heads = [passage for passage in (headline, byline) if passage.number is not None]
    return tuple(_stretches([*heads, *body], fold=True, folded_from=1))


def robots_may_index(comparison: Comparison) -> bool:
    """Each text's passage to the next is worth finding; the other pairs are too many, and say nothing new."""
    neighbours = comparison.newer.number == comparison.older.number + 1
    return neighbours or comparison.change is not None


def _change_between(
    changes: Sequence[Change], older: Version, newer: Version, number: int | None
) -> Change | None:
    pair = (older.number, newer.number)
    between = [change for change in changes if (change.from_number, change.to_number) == pair]
    if number is None:
        return between[0] if between else None
    for change in between:
        if change.number == number:
            return change
    raise Change.DoesNotExist(f"change {number} is not one from version {pair[0]} to {pair[1]}")


def _stood_since(version: Version, earlier: Sequence[Change]) -> datetime:
    """When this text came to stand the last time: it may have returned since it was first seen."""
    returns = (change.not_after for change in reversed(earlier) if change.to_number == version.number)
    return next(returns, version.first_seen_at)


def _passages(diff: Diff) -> Iterator[Passage]:
    """Headline, byline and body, numbered in reading order."""
    number = 0
    for row in diff.all_rows:
        changed = row.kind != "equal" or row.moved
        number += changed
        yield _passage(diff, row, number if changed else None)


def _passage(diff: Diff, row: Row, number: int | None) -> Passage:
    old, new = _parts(diff, row, "old"), _parts(diff, row, "new")
    return Passage(
        number=number,
        kind=row.kind,
        moved_from=row.old[0] + 1 if row.moved and row.old else None,
        old=old,
        new=new,
        running=Part((new or old)[0].kind, inline(diff, row)),
    )


def _parts(diff: Diff, row: Row, which: Side) -> tuple[Part, ...]:
    indexes = row.old if which == "old" else row.new
    kinds = (_kind(diff, row, which, index) for index in indexes)
    return tuple(map(Part, kinds, side(diff, row, which)))


def _kind(diff: Diff, row: Row, which: Side, index: int) -> str:
    if row is diff.headline:
        return "headline"
    if row is diff.byline:
        return "byline"
    return (diff.old if which == "old" else diff.new).blocks[index].kind


def _stretches(passages: Iterable[Passage], fold: bool, folded_from: int = FOLDED_FROM) -> Iterator[Stretch]:
    for unchanged, group in groupby(passages, key=lambda passage: passage.number is None):
        run = tuple(group)
        yield Stretch(fold and unchanged and len(run) >= folded_from, run)
