"""How what waits for an alert is parted into messages."""

from collections.abc import Sequence
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)
FRESH = timedelta(minutes=10)
LONGEST = 100
"""Changes in one message; more go into the next."""


def part(
    found: Sequence[datetime], waits: timedelta, made: Sequence[datetime], most_per_hour: int, now: datetime
) -> list[int]:
    """How many of the waiting changes, oldest first, each message tells that is to be made now; none waits for ever.

    `found` says since when each waits. Together they go once the first waited for `waits`; without that, each by
    itself, as long as no more than `most_per_hour` messages are `made` in an hour. Where there are more changes than
    that leaves room for, or they could not be told while they were fresh, they go together into one.
    """
    room = most_per_hour - sum(now - HOUR < at for at in made)
    if not found or room <= 0 or found[0] + waits > now:
        return []
    if not waits and len(found) <= room and now - found[0] < FRESH:
        return [1] * len(found)
    whole, rest = divmod(len(found), LONGEST)
    return ([LONGEST] * whole + [rest] * bool(rest))[:room]
