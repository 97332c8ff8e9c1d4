"""One article's changes and events in time order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from articles.models import Article, Change, Event, Version

from .timeline import Timeline, latest_timeline

LONGEST = 100
"""Moments on one page."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: the first version was seen, a change, or an event."""

    at: datetime
    version: Version | None = None
    change: Change | None = None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A page of it, `moments` oldest first. `older` is the time that the page before ends with, None on the first."""

    timeline: Timeline
    moments: tuple[Moment, ...]
    older: datetime | None

    @property
    def latest_change(self) -> Change | None:
        return next((moment.change for moment in reversed(self.moments) if moment.change), None)


class Choice(NamedTuple):
    """A version as one picks it."""

    number: int
    first_seen_at: datetime


def history_of(article: Article, until: datetime | None = None) -> History:
    """What happened last, or last until a time, itself included."""
    happened = sorted(_latest(article, until), key=lambda moment: moment.at)
    older = happened[-LONGEST - 1].at if len(happened) > LONGEST else None
    if older is None:
        moments = (*_beginning(article), *happened)
    else:  # what happened in one check stays on one page
        moments = tuple(moment for moment in happened if moment.at > older)
    return History(latest_timeline(article), moments, older)


def choices_of(article: Article) -> list[Choice]:
    """The versions that may be shown, oldest first: no text is read."""
    shown = article.versions.filter(hidden_at=None, superseded_by=None).order_by("number")
    return [Choice(*row) for row in shown.values_list("number", "first_seen_at")]


def _latest(article: Article, until: datetime | None) -> Iterator[Moment]:
    changes = article.changes.visible().defer("excerpt", "reasons", "kinds").order_by("-not_after", "-number")
    events = article.events.filter(hidden=False).order_by("-happened_at", "-pk")
    if until is not None:
        changes, events = changes.filter(not_after__lte=until), events.filter(happened_at__lte=until)
    for change in reversed(list(changes[: LONGEST + 1])):
        yield Moment(change.not_after, change=change)
    for event in reversed(list(events[: LONGEST + 1])):
        yield Moment(event.happened_at, event=event)


def _beginning(article: Article) -> Iterator[Moment]:
    first = article.versions.filter(number=0, hidden_at=None, superseded_by=None)
    for version in first.defer("packed", "fingerprint"):
        yield Moment(version.first_seen_at, version=version)
