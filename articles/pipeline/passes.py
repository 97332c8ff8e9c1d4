"""One pass in this process over everything that is due."""

import math
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import datetime
from threading import Barrier

from django.conf import settings
from django.db import close_old_connections, connections
from django.db.models import Min
from django.utils import timezone

from articles.models import Article, Claim, Feed, Host

from .counting import hand_over
from .report import Clock, Report
from .telling_again import tell_again
from .working import claim_due, work_on


def run_pass(clock: Clock, everything: bool = False) -> Generator[Report, None, None]:
    """Poll each due feed and check each due article once, in threads; a report as each is done.

    With `everything`, what is not due yet is brought forward first, and what other workers have taken is waited for;
    robots.txt, Retry-After and the leases of others hold all the same. At last, histories are told again of sources
    whose furniture proved otherwise.
    """
    since = clock()
    if everything:
        Feed.objects.make_due(since)
        Article.objects.make_due(since)
    try:
        with _threads() as threads:
            yield from _Pass(clock, since, everything, threads).run()
    finally:
        hand_over(at_once=True)
    while tell_again(clock()):
        pass


class _Pass:
    """`look_at`, on the monotonic clock, is when the queue is next looked at: infinite where nothing waits in it."""

    def __init__(self, clock: Clock, since: datetime, everything: bool, threads: ThreadPoolExecutor) -> None:
        self.clock, self.since, self.everything, self.threads = clock, since, everything, threads
        self.running: dict[Future[Report | None], Claim[Feed] | Claim[Article]] = {}
        self.look_at = 0.0

    def run(self) -> Iterator[Report]:
        try:
            while self.running or self.look_at < math.inf:
                if len(self.running) <= settings.POLL_THREADS and time.monotonic() >= self.look_at:
                    self._claim()
                yield from self._reports()
        finally:
            self._give_back()

    def _give_back(self) -> None:
        """What no thread has begun where the pass is cut short; what is under way is finished."""
        for future, claim in self.running.items():
            if future.cancel():
                claim.give_back()

    def _claim(self) -> None:
        """Several rows at a time, since a claim costs as much as a check."""
        room = settings.POLL_IN_FLIGHT - len(self.running)
        claims = claim_due(self.clock(), room, self.since)
        self.running |= {self.threads.submit(_work_in_thread, claim, self.clock): claim for claim in claims}
        if len(claims) < room:
            self.look_at = time.monotonic() + _pause(self.clock(), self.since, self.everything)

    def _reports(self) -> Iterator[Report]:
        """Of what is done before it is time to look again."""
        pause = max(0.0, self.look_at - time.monotonic())
        if not self.running and pause < math.inf:
            time.sleep(pause)
        busy = len(self.running) >= min(settings.POLL_THREADS, settings.POLL_IN_FLIGHT)
        waits = busy or pause == math.inf  # what nobody here has time for is left to other workers
        for future in wait(self.running, None if waits else pause, FIRST_COMPLETED).done:
            claim, report = self.running.pop(future), future.result()
            self._expect_more(claim, report)
            if report:
                yield report

    def _expect_more(self, claim: Claim[Feed] | Claim[Article], report: Report | None) -> None:
        """A feed brings articles, what was postponed still waits, a check may want another one's witness, and a host is
        free a gap after its visit.
        """
        if claim.model is Feed or report is None or not self.running:
            self.look_at = 0.0
        elif self.look_at < math.inf:
            self.look_at = min(self.look_at, time.monotonic() + settings.FETCH_HOST_GAP.total_seconds())


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


def _pause(now: datetime, since: datetime, everything: bool) -> float:
    """Seconds to wait before claiming again (1 at most); infinite where nothing more is to be waited for."""
    left = [queue.not_visited(since) for queue in (Feed.objects.all(), Article.objects.all())]
    left = [queue.wanted(now) if everything else queue.due(now) for queue in left]
    free_at = Host.objects.unblocked(now).with_due(*left).aggregate(at=Min("free_at"))["at"]
    if free_at is None:
        return math.inf
    return max(0.01, min(1.0, (free_at - timezone.now()).total_seconds()))
