"""From history to the time of the next check; pure."""

from .backoff import article_wait, max_age, poll_interval, told_wait, unexplained_wait
from .hinting import hint_record_after, hints_are_trusted
from .history import History, SourceRecord
from .newsday import HOURS
from .outages import OUTAGE_FROM, is_given_up, is_outage, is_shut_down, next_try
from .policy import next_interval
from .pricing import next_price

__all__ = [
    "HOURS",
    "OUTAGE_FROM",
    "History",
    "SourceRecord",
    "article_wait",
    "hint_record_after",
    "hints_are_trusted",
    "is_given_up",
    "is_outage",
    "is_shut_down",
    "max_age",
    "next_interval",
    "next_price",
    "next_try",
    "poll_interval",
    "told_wait",
    "unexplained_wait",
]
