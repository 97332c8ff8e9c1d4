"""One pass in this process over everything that is due."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils import timezone

from articles.models import Article, Feed

from .report import Report
from .working import claim_due, work_on


def run_pass(clock: Callable[[], datetime], everything: bool = False) -> Iterator[Report]:
    """Poll each due feed and check each due article, in threads; a report as each is done.

    With `everything`, what is not due yet is brought forward first; robots.txt, Retry-After and the leases of others
    hold all the same.
    """
    if everything:
        Feed.objects.make_due(clock())
        Article.objects.make_due(clock())
    running: set[Future[Report | None]] = set()
    done: set[Future[Report | None]] = set()
    with ThreadPoolExecutor(settings.POLL_THREADS) as threads:
        while True:
            now, idle = clock(), settings.POLL_THREADS - len(running)
            running |= {threads.submit(_work_in_thread, row, now) for row in claim_due(now, idle)}
            pause = _until_a_host_is_free(now) if len(running) < settings.POLL_THREADS else None
            if running:
                done, running = wait(running, timeout=pause, return_when=FIRST_COMPLETED)
                yield from (report for future in done if (report := future.result()))
            elif pause is None:
                return
            else:
                time.sleep(pause)


def _work_in_thread(row: Feed | Article, now: datetime) -> Report | None:
    try:
        return work_on(row, now)
    finally:
        connection.close()


def _until_a_host_is_free(now: datetime) -> float | None:
    """Seconds to wait before claiming again (1 at most); None where nothing more is due."""
    due = [
        queue.due(now).unblocked(now).aggregate(free_at=Min("host__free_at"))["free_at"]
        for queue in (Feed.objects.all(), Article.objects.all())
    ]
    moments = [moment for moment in due if moment]
    if not moments:
        return None
    return max(0.01, min(1.0, (min(moments) - timezone.now()).total_seconds()))
