"""Times as feeds claim them."""

from datetime import UTC, datetime

_FIRST_YEAR, _LAST_YEAR = 1970, 2199


def aware_utc(*fields: int) -> datetime | None:
    """Year, month, day, hour, minute and second in UTC as a time; None where that is no time of our era."""
    try:
        time = datetime(*fields, tzinfo=UTC)  # type: ignore[arg-type,misc]
    except (ValueError, OverflowError, TypeError):
        return None
    return time if _FIRST_YEAR <= time.year <= _LAST_YEAR else None


def iso_utc(text: object) -> datetime | None:
    """An ISO 8601 time with or without offset as aware UTC; None for anything else."""
    try:
        time = datetime.fromisoformat(text.strip()) if isinstance(text, str) else None
        time = time.astimezone(UTC) if time and time.tzinfo else time
    except (ValueError, OverflowError):
        return None
    return aware_utc(*time.timetuple()[:6]) if time else None
