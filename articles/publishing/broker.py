"""Whether the broker answers, which wakes the workers."""

from urllib.parse import urlsplit

from django.conf import settings
from redis import Redis, RedisError

PATIENCE = 3.0
"""Seconds for a broker to answer."""


def broker_is_in_memory() -> bool:
    """Then web site, worker and beat are one process, and there is nothing to ask."""
    return urlsplit(settings.CELERY_BROKER_URL).scheme == "memory"


def broker_fault() -> str:
    """What is wrong with it; empty while it answers."""
    if broker_is_in_memory():
        return ""
    try:
        timeouts = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        with Redis.from_url(settings.CELERY_BROKER_URL, **timeouts) as broker:
            broker.ping()
    except (RedisError, ValueError) as error:
        return str(error).strip().rstrip(".?") or type(error).__name__
    return ""
