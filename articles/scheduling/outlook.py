"""How many edits an article can be expected to see in a time to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .history import History, SourceRecord
from .newsday import busy_minutes

MINUTE = timedelta(minutes=1)
MINUTES_AN_HOUR = 60.0

FIRST_RATE, FIRST_SPAN, FIRST_DECAY = 0.041, 305.0, 2.64
"""What an article that was just found has of edits a minute; it fades with its age, as (1 + age / span) to the -decay.
In a unit of its own, as all rates here: what they are worth is up to `policy`."""
STILL_FIRST = 0.65
"""The share of them that is left once it changed: what follows a change is counted apart."""

NEXT_RATE, NEXT_SPAN, NEXT_DECAY = 0.042, 143.0, 1.83
"""The same after a change, by the time since."""
BY_CHANGES, BY_PACE, BY_SOURCE = 0.78, 0.45, -0.47
"""Powers: the more changes and the more of them an hour, the more follow; and they tell more of a source's habit of
leaving its articles alone."""

USUAL_CHANGES = 0.4
PRIOR_ARTICLES = 10.0
"""A source is taken for a usual one until it has shown some ten articles."""

PRIOR_HINTED, PRIOR_HINTS = 0.5, 6.0
"""Of a source that hints, half of the edits are taken to be hinted until some six have been seen."""
HINTED_WITHIN = 8.0
"""Minutes after which a hint has told of an edit, where one tells."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be expected of one article after a check; all in minutes."""

    now: datetime
    age: float
    since_change: float
    next_rate: float
    is_unchanged: bool
    hinted_share: float
    by_hour: tuple[int, ...]

    @classmethod
    def of(cls, history: History) -> "Outlook":
        """A clock that was set back makes nothing younger than just found."""
        age = max(history.age / MINUTE, 0.0)
        return cls(
            now=history.now,
            age=age,
            since_change=max(history.since_change / MINUTE, 0.0),
            next_rate=_rate_after_change(history, age),
            is_unchanged=history.changes == 0,
            hinted_share=_hinted_share(history.source) if history.has_hints and history.in_feed else 0.0,
            by_hour=history.source.by_hour,
        )

    def untold_edits(self, minutes: float) -> float:
        """How many edits are expected within so many minutes of which nothing but a check will tell in time."""
        edits, share = self.edits(minutes), self.hinted_share
        return (1 - share) * edits + share * min(edits, self.edits(HINTED_WITHIN)) if share else edits

    def edits(self, minutes: float) -> float:
        busy = busy_minutes(self.by_hour, self.now, minutes)
        first = FIRST_RATE * _faded(self.age, busy, FIRST_SPAN, FIRST_DECAY)
        if self.is_unchanged:
            return first
        return STILL_FIRST * first + self.next_rate * _faded(self.since_change, busy, NEXT_SPAN, NEXT_DECAY)


def _rate_after_change(history: History, age: float) -> float:
    changes = history.changes
    pace = changes / (age / MINUTES_AN_HOUR + 1)
    return float(NEXT_RATE * changes**BY_CHANGES * pace**BY_PACE * _liveliness(history.source) ** BY_SOURCE)


def _liveliness(source: SourceRecord) -> float:
    """A source's changes over what a usual one had made in as many articles."""
    return (source.changes + PRIOR_ARTICLES) / (USUAL_CHANGES * source.articles + PRIOR_ARTICLES)


def _hinted_share(source: SourceRecord) -> float:
    """The share of an article's edits of which a hint tells while a feed lists it."""
    return (source.changes_hinted + PRIOR_HINTED * PRIOR_HINTS) / (source.changes_in_feed + PRIOR_HINTS)


def _faded(begun: float, minutes: float, span: float, decay: float) -> float:
    """The integral of (1 + t / span) to the -decay, from `begun` on over so many minutes."""
    slower = 1 - decay
    start, end = 1 + begun / span, 1 + (begun + minutes) / span
    return float(span / slower * (end**slower - start**slower))
