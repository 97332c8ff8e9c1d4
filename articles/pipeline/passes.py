"""One pass in this process over everything that is due."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier

from django.conf import settings
from django.db import close_old_connections, connections
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
    with _threads() as threads:
        while True:
            if len(running) <= settings.POLL_THREADS:  # several at a time: a claim costs as much as a check
                claims = claim_due(clock(), settings.POLL_IN_FLIGHT - len(running), since)
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


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    """Each keeps its connection to the database, and closes it at the end."""
    with ThreadPoolExecutor(settings.POLL_THREADS) as threads:
        _meet(threads, then=close_old_connections)
        try:
            yield threads
        finally:
            _meet(threads, then=connections.close_all)


def _meet(threads: ThreadPoolExecutor, then: Callable[[], None]) -> None:
    """Have each thread do this, once all have come: at the first meeting they are begun."""
    all_come = Barrier(settings.POLL_THREADS)

    def come() -> None:
        all_come.wait()
        then()

    for coming in [threads.submit(come) for _ in range(settings.POLL_THREADS)]:
        coming.result()


def _work_in_thread(claim: Claim[Feed] | Claim[Article], clock: Clock) -> Report | None:
    close_old_connections()
    row = claim.take()
    return work_on(row, clock) if row is not None else None


def _pause(now: datetime, since: datetime, everything: bool) -> float | None:
    """Seconds to wait before claiming again (1 at most); None where nothing more is to be waited for."""
    left = [queue.not_visited(since) for queue in (Feed.objects.all(), Article.objects.all())]
    left = [queue.wanted(now) if everything else queue.due(now) for queue in left]
    free_at = Host.objects.unblocked(now).with_due(*left).aggregate(at=Min("free_at"))["at"]
    if free_at is None:
        return None
    return max(0.01, min(1.0, (free_at - timezone.now()).total_seconds()))
