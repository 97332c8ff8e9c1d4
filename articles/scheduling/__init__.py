"""From history to the time of the next check; pure."""

from .backoff import poll_interval, retry_at
from .policy import History, next_interval

__all__ = ["History", "next_interval", "poll_interval", "retry_at"]
