"""How long to stay away from a host or a feed that fails."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(days=7)
LONGEST_POLL = timedelta(hours=24)
UNEXPLAINED_WAIT = timedelta(hours=4)


def retry_at(retry_after: str, now: datetime) -> datetime:
    """When a host that answered 429 or 503 may be asked again (RFC 9110, 10.2.3: seconds or an HTTP date).

    A header that is missing or makes no sense counts as four hours; a date of the past as now; a week is the most.
    """
    value = retry_after.strip()
    if value.isascii() and value.isdigit():
        wait = timedelta(seconds=min(int(value[:12]), LONGEST_WAIT.total_seconds()))
    else:
        wait = _until(value, now)
    return now + min(max(wait, timedelta(0)), LONGEST_WAIT)


def _until(http_date: str, now: datetime) -> timedelta:
    try:
        moment: datetime = parsedate_to_datetime(http_date)
    except (ValueError, OverflowError):
        return UNEXPLAINED_WAIT
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now


def poll_interval(base: timedelta, failures: int) -> timedelta:
    """A feed's next interval: `base`, doubled with each failure in a row, a day at most."""
    return min(base * (1 << min(failures, 16)), max(LONGEST_POLL, base))
