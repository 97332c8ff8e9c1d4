"""When a host's failures in a row are an outage, and how often a host that is out is tried; pure."""

from datetime import timedelta

OUTAGE_FROM = 5
"""So many visits in a row that brought nothing are an outage, be it to few pages: of a host with three articles no
fourth one will ever tell."""
FIRST_TRY = timedelta(minutes=1)
LONGEST_TRY = timedelta(minutes=10)
LASTING = timedelta(days=7)
LASTING_TRY, SELDOM_TRY = timedelta(hours=6), timedelta(days=1)
LASTING_SHARE = LASTING / LASTING_TRY
GIVEN_UP = timedelta(days=90)
"""Sites come back from long moves, and from a month of a failing robots.txt; from a quarter of a year hardly any."""
SHUT_DOWN = timedelta(days=3)
"""A host that served nothing for so long does not fail by mistake: what it says is gone is believed."""


def is_outage(failures: int) -> bool:
    """Whether so many visits in a row that brought nothing are an outage of their host."""
    return failures >= OUTAGE_FROM


def next_try(failures: int, lasted: timedelta, within: timedelta | None = None) -> timedelta:
    """How long to leave a host alone that is out: a minute at first, doubled with each failure, ten minutes at most and
    not longer than `within`, the interval of what failed, so that its return is noticed in that time; six hours once
    the outage has lasted for a week, and from then on ever longer as it lasts, a day at most.
    """
    if lasted >= LASTING:
        return min(lasted / LASTING_SHARE, SELDOM_TRY)
    doublings = min(max(failures - OUTAGE_FROM, 0), 16)
    longest = max(min(within or LONGEST_TRY, LONGEST_TRY), FIRST_TRY)
    return min(FIRST_TRY * (1 << doublings), longest)


def is_shut_down(lasted: timedelta) -> bool:
    """Whether an outage that has lasted for so long is the end of the site."""
    return lasted >= SHUT_DOWN


def is_given_up(lasted: timedelta) -> bool:
    """Whether an outage has lasted for so long that articles which fail in it are scheduled as any that fail."""
    return lasted >= GIVEN_UP
