"""One article's changes and events in time order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from articles.models import Article, Change, Event, Version

TALLEST = 36.0
LEAST = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """One change as a bar of the timeline: heights of its two parts, of TALLEST at most together."""

    change: Change
    removed_height: float
    added_height: float

    @property
    def removed_top(self) -> float:
        return round(TALLEST - self.removed_height - self.added_height, 1)

    @property
    def added_top(self) -> float:
        return round(TALLEST - self.added_height, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: the first version was seen, a change, or an event."""

    at: datetime
    version: Version | None = None
    change: Change | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class History:
    """`versions` are those that may be shown; `steps` and `moments` oldest first."""

    versions: tuple[Version, ...]
    steps: tuple[Step, ...]
    moments: tuple[Moment, ...]


def history_of(article: Article) -> History:
    changes = changes_of(article)
    events = article.events.filter(hidden=False).order_by("happened_at", "pk")
    known = article.versions.filter(hidden_at=None, superseded_by=None).order_by("number")
    versions = tuple(known.defer("packed", "fingerprint"))
    moments = [Moment(v.first_seen_at, version=v) for v in versions if v.number == 0]
    moments += [Moment(change.not_after, change=change) for change in changes]
    moments += [Moment(event.happened_at, event=event) for event in events]
    return History(versions, steps_of(changes), tuple(sorted(moments, key=lambda moment: moment.at)))


def changes_of(article: Article) -> list[Change]:
    """All that may be shown, oldest first."""
    return list(article.changes.filter(hidden=False).order_by("number"))


def steps_of(changes: Sequence[Change]) -> tuple[Step, ...]:
    most = max((_words(change) for change in changes), default=0)
    return tuple(_steps(changes, max(most, 1)))


def _steps(changes: Iterable[Change], most: int) -> Iterable[Step]:
    for change in changes:
        words = _words(change)
        height = max(LEAST, TALLEST * words / most)
        added = height * change.words_added / words if words else height / 2
        yield Step(change, removed_height=round(height - added, 1), added_height=round(added, 1))


def _words(change: Change) -> int:
    return change.words_added + change.words_removed
