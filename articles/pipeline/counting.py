"""What visits came to, for monitors: counted in this process, and added to the database's tallies now and then.

A process that is killed takes the counts of its last EVERY seconds with it; no check depends on them.
"""

import logging
import threading
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping

from django import db

from articles.models import Tally, lazily_durable
from articles.versioning import Outcome

EVERY = 5.0
"""Seconds from one handing over to the next, at least."""
BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)
"""Upper bounds in seconds of how long visits took, as Prometheus' histograms have them; the last is open."""
VISITS, SECONDS, TOOK, PARSE_KILLS = "visits", "visit_seconds", "visit_took", "parse_kills"

logger = logging.getLogger(__name__)

_counts: dict[tuple[str, str], float] = defaultdict(float)
_lock = threading.Lock()
_handed_over_at = -EVERY


def count_visit(outcome: Outcome, seconds: float) -> None:
    """One visit: what it came to, and how long it took."""
    bucket = bisect_left(BUCKETS, seconds)
    bound = f"{BUCKETS[bucket]:g}" if bucket < len(BUCKETS) else "+Inf"
    _add({(VISITS, outcome): 1, (TOOK, bound): 1, (SECONDS, ""): seconds})


def count_parse_kill() -> None:
    """A parsing process that was killed, at its deadline or its memory, or died."""
    _add({(PARSE_KILLS, ""): 1})


def _add(counted: Mapping[tuple[str, str], float]) -> None:
    with _lock:
        for key, value in counted.items():
            _counts[key] += value


def hand_over(at_once: bool = False) -> None:
    """Add what was counted to the database's tallies, if that is due; where it cannot be, at the next time."""
    global _handed_over_at
    with _lock:
        if not _counts or (not at_once and time.monotonic() < _handed_over_at + EVERY):
            return
        counted = dict(_counts)
        _counts.clear()
        _handed_over_at = time.monotonic()
    try:
        with lazily_durable():
            Tally.objects.add(counted)
    except db.Error as error:  # a visit was recorded, and must not fail for its count
        logger.warning("Counts of visits wait for the database: %s", error)
        _add(counted)
