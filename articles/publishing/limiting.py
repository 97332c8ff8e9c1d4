"""How often one client may ask what costs a search."""

import logging
import time
from functools import cache, wraps
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from .answering import View
from .callers import client_network

STORE_ANSWERS_WITHIN = 0.5
"""Seconds. Readers do not wait for a store that hangs."""

logger = logging.getLogger(__name__)


def limited(view: View) -> View:
    """Whoever asks more often than STET_SEARCH_RATE is told so, by 429, and when to come back."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = _seconds_to_wait(client_network(request))
        return _refuse(request, wait) if wait else view(request, *args, **kwargs)

    return answer


def _refuse(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "articles/too_often.html", {"wait": wait}, status=429)
    response["Retry-After"] = str(wait)
    return response


def _seconds_to_wait(client: str) -> int:
    """0 where it may ask now, and where nobody can say: a store that fails keeps no reader out."""
    rate, counter = settings.SEARCH_RATE, _counter(settings.RATE_STORE)
    try:
        if counter.hit(rate, "search", client):
            return 0
        ends = counter.get_window_stats(rate, "search", client).reset_time
    except StorageError as error:
        logger.warning("Searches are not counted, the store fails: %s", error.storage_error)
        return 0
    return max(1, ceil(ends - time.time()))


@cache
def _counter(store: str) -> FixedWindowRateLimiter:
    """Counts are in this process's memory, or in Redis for all processes together."""
    if store.startswith("memory:"):
        return FixedWindowRateLimiter(MemoryStorage(wrap_exceptions=True))
    patience: dict[str, Any] = {
        "socket_timeout": STORE_ANSWERS_WITHIN,
        "socket_connect_timeout": STORE_ANSWERS_WITHIN,
        "retry": Retry(NoBackoff(), 0),
    }
    return FixedWindowRateLimiter(RedisStorage(store, wrap_exceptions=True, **patience))
