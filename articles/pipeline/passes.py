"""One pass in this process over everything that is due."""

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Min
from django.utils import timezone

from articles.models import Article, Claim, Feed, Host

from .report import Clock, Report
from .telling_again import tell_again
from .working import claim_due, work_on


def run_pass(clock: Clock, everything: bool = False) -> Iterator[Report]:
    """Poll each due feed and check each due article once, in threads; a report as each is done.

    With `everything`, what is not due yet is brought forward first, and what other workers have taken is waited for;
    robots.txt, Retry-After and the leases of others hold all the same. At last, histories are told again of sources
    whose furniture proved otherwise.
    """
    since = clock()
    if everything:
        Feed.objects.make_due(since)
        Article.objects.make_due(since)
    running: set[Future[Report | None]] = set()
    done: set[Future[Report | None]] = set()
    with ThreadPoolExecutor(settings.POLL_THREADS) as threads:
        while True:
            idle = settings.POLL_THREADS - len(running)
            claims = claim_due(clock(), idle, since)
            running |= {threads.submit(_work_in_thread, claim, clock) for claim in claims}
            pause = _pause(clock(), since, everything) if len(running) < settings.POLL_THREADS else None
            if running:
                done, running = wait(running, timeout=pause, return_when=FIRST_COMPLETED)
                yield from (report for future in done if (report := future.result()))
            elif pause is None:
                break
            else:
                time.sleep(pause)
    while tell_again(clock()):
        pass


def _work_in_thread(claim: Claim[Feed] | Claim[Article], clock: Clock) -> Report | None:
    try:
        row = claim.take()
        return work_on(row, clock) if row is not None else None
    finally:
        connection.close()


def _pause(now: datetime, since: datetime, everything: bool) -> float | None:
    """Seconds to wait before claiming again (1 at most); None where nothing more is to be waited for."""
    left = [queue.not_visited(since) for queue in (Feed.objects.all(), Article.objects.all())]
    left = [queue.wanted(now) if everything else queue.due(now) for queue in left]
    free_at = Host.objects.unblocked(now).with_due(*left).aggregate(at=Min("free_at"))["at"]
    if free_at is None:
        return None
    return max(0.01, min(1.0, (free_at - timezone.now()).total_seconds()))
