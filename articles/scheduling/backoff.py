"""How long to stay away: from a host that asks for patience, from a feed between two polls, and from an article."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.request import parse_http_list

LONGEST_WAIT = timedelta(days=7)
LONGEST_POLL = timedelta(hours=24)
UNEXPLAINED_WAIT = timedelta(hours=4)
MOST_DOUBLINGS = 16
MOST_JITTER = 0.04
"""What is added to a feed's interval and taken off an article's, as a part of it: what was once due together drifts
apart."""
_GOLDEN = 0.6180339887498949  # its multiples, taken modulo 1, lie as far apart as they can


def told_wait(retry_after: str, now: datetime) -> timedelta | None:
    """How long a host that answered 429 or 503 wants to be left alone (RFC 9110, 10.2.3: seconds or an HTTP date).

    None where the header is missing or makes no sense; zero for a date of the past; a week is the most.
    """
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(float(value), LONGEST_WAIT.total_seconds()))
    try:
        moment: datetime = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    wait = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    return min(max(wait, timedelta(0)), LONGEST_WAIT)


def unexplained_wait(refusals: int) -> timedelta:
    """How long to leave such a host alone that did not say it, after so many of these answers in a row before: four
    hours, doubled with each, a week at most.
    """
    return min(UNEXPLAINED_WAIT * (1 << min(refusals, MOST_DOUBLINGS)), LONGEST_WAIT)


def max_age(cache_control: str) -> timedelta | None:
    """For how long an answer is fresh by its Cache-Control header (RFC 9111, 5.2.2), LONGEST_POLL at most.

    None where it does not say, or says that nothing is to be kept of it. `s-maxage` is for shared caches; a `no-cache`
    with field names is about these fields alone. Of several the longest.
    """
    told = [directive.partition("=") for directive in parse_http_list(cache_control)]
    said = [(name.strip().lower(), value.strip().strip('"')) for name, _, value in told]
    ages = [value for name, value in said if name == "max-age" and value.isascii() and value.isdigit()]
    if not ages or ("no-store", "") in said or ("no-cache", "") in said:
        return None
    return timedelta(seconds=min(max(map(float, ages)), LONGEST_POLL.total_seconds()))


def poll_interval(base: timedelta, failures: int, asked: timedelta = timedelta(0), key: int = 0) -> timedelta:
    """A feed's next interval: `base`, doubled with each failure in a row, or what the feed asks for where that is more.

    A day at most, unless `base` is longer. `key` tells feeds apart that were due at the same moment: each waits a
    little longer by a part of its own, and none less.
    """
    wanted = max(base * (1 << min(failures, MOST_DOUBLINGS)), asked)
    return min(wanted * (1 + _jitter(key)), max(LONGEST_POLL, base))


def article_wait(interval: timedelta, key: int) -> timedelta:
    """How long an article is left alone that is to be checked at this interval.

    `key` tells articles apart that were checked at the same moment: each waits a little less by a part of its own,
    and none more, so that what is to be noticed within an interval is.
    """
    return interval * (1 - _jitter(key))


def _jitter(key: int) -> float:
    return MOST_JITTER * (key * _GOLDEN % 1)
