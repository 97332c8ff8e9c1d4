"""How often a feed asks to be polled."""

import re
from datetime import timedelta

LONGEST_PACE = timedelta(hours=24)
"""What a feed asks for beyond it is cut to it: news is not left alone for longer."""
_ABSURD = timedelta(days=400)
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_COUNT = re.compile("[0-9]{1,6}")


def asked_pace(ttl: str, period: str, frequency: str) -> timedelta | None:
    """The longer of RSS 2.0's `ttl`, in minutes, and `period` / `frequency` of the syndication module (RSS 1.0).

    From one minute to LONGEST_PACE; None where neither is said, or is no number above zero, or more than a year.
    """
    minutes = timedelta(minutes=_count(ttl))
    times = _count(frequency or "1")
    said = _PERIODS.get((period or "daily").strip().lower()) if period or frequency else None
    claims = [claim for claim in (minutes, said / times if said and times else minutes) if claim < _ABSURD]
    longest = max(claims, default=timedelta())
    return min(longest, LONGEST_PACE) if longest >= timedelta(minutes=1) else None


def _count(text: str) -> int:
    text = text.strip()
    return int(text) if _COUNT.fullmatch(text) else 0
