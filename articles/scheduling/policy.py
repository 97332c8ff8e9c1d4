"""When an article is checked next."""

from dataclasses import dataclass
from datetime import timedelta

FIRST = timedelta(minutes=30)
GROWTH = 1.2
LONGEST = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class History:
    """`interval` is the last one waited (None before the first check); `changed`: the last check saw a new text."""

    interval: timedelta | None
    changed: bool


def next_interval(history: History) -> timedelta | None:
    """How long to wait for the next check; None once the article is no longer worth one.

    News Sniffer's rule: 30 minutes after a new text, 1.2 times longer after each check that brought none, given up
    once the interval passes 40 days.
    """
    if history.interval is None or history.changed:
        return FIRST
    interval = history.interval * GROWTH
    return interval if interval <= LONGEST else None
