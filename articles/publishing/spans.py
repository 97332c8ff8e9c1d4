"""Spans of time in words."""

from datetime import timedelta

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def about(span: timedelta) -> str:
    """A span of time as one says it: "about 4 hours", "less than a minute"."""
    seconds = abs(span.total_seconds())
    for unit, length in UNITS:
        count = round(seconds / length)
        if count and seconds >= length * 0.95:
            return f"about {count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
