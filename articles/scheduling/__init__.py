"""From history to the time of the next check; pure."""

from .backoff import max_age, poll_interval, told_wait, unexplained_wait
from .hinting import hint_record_after, hints_are_trusted
from .history import History, SourceRecord
from .policy import next_interval
from .pricing import next_price

__all__ = [
    "History",
    "SourceRecord",
    "hint_record_after",
    "hints_are_trusted",
    "max_age",
    "next_interval",
    "next_price",
    "poll_interval",
    "told_wait",
    "unexplained_wait",
]
