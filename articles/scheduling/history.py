"""What the schedule knows of an article and of its source."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source's own record: its articles, their changes, how many of those while a feed listed the article, and of
    these how many a hint had told of. `by_hour`: changes found in each hour of the day (UTC), 24 of them.
    """

    articles: int
    changes: int
    changes_in_feed: int
    changes_hinted: int
    by_hour: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class History:
    """An article at the end of a check.

    `now` is aware UTC; `age` since it was found, `since_change` since its text last changed (or it was found).
    `interval` is the last one waited (None at discovery), `changed` whether the check saw a new text, `hinted` whether
    a hint had led to it; `changes` in all. `in_feed`: a feed lists it at present; `has_hints`: its source's feeds can
    hint. The policy goes by all of it but the last interval and what the last check found, which `since_change` tells.
    """

    now: datetime
    age: timedelta
    since_change: timedelta
    interval: timedelta | None
    changed: bool
    hinted: bool
    changes: int
    in_feed: bool
    has_hints: bool
    source: SourceRecord
