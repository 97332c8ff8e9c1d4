"""A name and port that is fetched from: when it is free, until when it is blocked, what its robots.txt says."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, models
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.discovery import host_address
from articles.scheduling import is_given_up, is_outage, is_shut_down, next_try, unexplained_wait
from articles.versioning import Outcome

from .durability import lazily_durable
from .statements import Told, as_stored, compare_and_set

LONGEST_GAP = timedelta(minutes=1)
"""The longest crawl delay that is honoured."""
ROBOTS_KEPT = timedelta(hours=24)
"""For how long a robots.txt is believed (RFC 9309, 2.4)."""


class HostBusy(Exception):
    """The host is not free before `free_at` (real time)."""

    def __init__(self, address: str, free_at: datetime) -> None:
        super().__init__(address, free_at)
        self.free_at = free_at

    def __str__(self) -> str:
        return f"{self.args[0]} is busy; try again after {self.free_at:%H:%M:%S} UTC."


class RealTime(NamedTuple):
    """This moment, and the end of the longest hold that could begin now."""

    now: datetime | Told
    longest: datetime | Told

    @classmethod
    def read(cls) -> "RealTime":
        now = timezone.now()
        return cls(now, now + settings.LEASE + settings.FETCH_HOST_GAP + LONGEST_GAP)


def ended(field: str, time: RealTime | None = None) -> models.Q:
    """Whether this moment of real time is past. One further ahead than any hold is too: the clock was set back."""
    now, longest = time or RealTime.read()
    return models.Q(**{f"{field}__lte": now}) | models.Q(**{f"{field}__gt": longest})


class HostQuerySet(models.QuerySet["Host"]):
    def for_url(self, url: str) -> "Host":
        return self.get_or_create(address=host_address(url))[0]

    def never_reached(self) -> "HostQuerySet":
        """Hosts that told nothing yet, are not held, and from which nothing is to be fetched."""
        free = self.filter(free_at__lte=timezone.now() + settings.FETCH_HOST_GAP)
        return free.filter(robots_expires_at=None, blocked_until=None, feeds=None, articles=None)

    def with_due(self, *queues: "models.QuerySet[Any]") -> "HostQuerySet":
        """Hosts from which a row of any of these querysets is to be fetched."""
        wanted = [models.Exists(queue.filter(host=models.OuterRef("pk"))) for queue in queues]
        return self.filter(reduce(or_, map(models.Q, wanted)))

    def unblocked(self, now: datetime | Told) -> "HostQuerySet":
        return self.filter(models.Q(blocked_until=None) | models.Q(blocked_until__lte=now))

    def in_flight(self) -> int:
        """How many visits last at this moment: each holds one host."""
        return self.filter(held=True).exclude(ended("free_at")).count()

    def hold_all(self, keys: Sequence[int], until: datetime) -> None:
        """Hold hosts whose rows are locked. The keys stand in the statement: as parameters they cost 2 ms of 200."""
        if not keys:
            return
        table, listed = (
            connection.ops.quote_name(self.model._meta.db_table),
            ", ".join(map(str, map(int, keys))),
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET free_at = %s, held = %s WHERE id IN ({listed})",  # noqa: S608 -- whole numbers
                [as_stored(until), True],
            )

    def held_beyond_reason(self) -> "HostQuerySet":
        """Those that are free all the same: the clock was set back since they were held."""
        return self.filter(free_at__gt=RealTime.read().longest)

    def free(self, time: RealTime | None = None) -> "HostQuerySet":
        """Hosts that may be visited at once, longest unvisited first."""
        return self.filter(ended("free_at", time)).order_by("free_at", "pk")


class Host(models.Model):
    """One connection at a time, and a gap from request to request, held across all workers by `free_at`.

    While a visit lasts, `free_at` is the end of its lease; then the visit's last request plus the gap. It is real
    time, whatever the pass's clock says: the gap protects a real server. `blocked_until` and `robots_expires_at` are
    on the pass's clock.
    """

    address = models.CharField(max_length=262, help_text="name:port")
    free_at = models.DateTimeField(default=timezone.now)
    held = models.BooleanField(default=False)
    blocked_until = models.DateTimeField(null=True, blank=True)
    robots_txt = models.TextField(blank=True)
    robots_status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="HTTP status of robots.txt"
    )
    robots_expires_at = models.DateTimeField(null=True, blank=True)
    crawl_delay = models.DurationField(default=timedelta(0))
    refusals = models.PositiveSmallIntegerField(
        default=0, help_text="answers in a row that asked for patience and did not say how much"
    )
    failures = models.PositiveIntegerField(
        default=0, help_text="visits in a row, to whatever address, that brought nothing"
    )
    failing_since = models.DateTimeField(null=True, blank=True)

    spoken_to_at: datetime
    """When the visit under way began or last sent a request (real time)."""

    objects = HostQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["free_at", "id"], name="host_free")]
        # Not unique=True: PostgreSQL would get a second index, for LIKE, that every hold writes to.
        constraints = [models.UniqueConstraint(fields=["address"], name="host_address")]

    def __str__(self) -> str:
        return self.address

    @property
    def gap(self) -> timedelta:
        return max(settings.FETCH_HOST_GAP, self.crawl_delay) / settings.TIME_SCALE

    def hold(self) -> bool:
        """Take the host for one visit; False where another worker was first. Compare and set: no lock is kept."""
        until = timezone.now() + settings.LEASE
        held = compare_and_set(self, {"free_at": self.free_at}, free_at=until, held=True)
        if held:
            self.free_at = until
        return held

    def wait_turn(self, patience: timedelta) -> None:
        """Hold the host as soon as its gap and other workers allow. Raises HostBusy where that takes longer."""
        give_up = timezone.now() + patience
        while True:
            self.refresh_from_db(fields=["free_at"])
            if Host.objects.free().filter(pk=self.pk).exists() and self.hold():
                return
            if max(self.free_at, timezone.now()) > give_up:
                raise HostBusy(self.address, self.free_at)
            time.sleep(max(0.01, min(1.0, (self.free_at - timezone.now()).total_seconds())))

    def is_still_held(self) -> bool:
        """Whether the hold has not run out: a process may have been stopped for long since it began."""
        return timezone.now() < self.free_at

    @contextmanager
    def visit(self) -> Iterator[None]:
        """The visit for which the host is held: it is free again a gap after its last request, whatever happens."""
        self.note_request()
        try:
            yield
        finally:
            self.release(self.spoken_to_at)

    def note_request(self) -> None:
        """A request goes out now. A slow connect must not use up the gap: the server saw nothing of it."""
        self.spoken_to_at = timezone.now()

    def release(self, spoken_to_at: datetime) -> None:
        """End what `hold` began; the server was last spoken to at `spoken_to_at` (real time)."""
        free_at = spoken_to_at + self.gap
        with lazily_durable():  # forgotten, it costs the host one lease
            released = compare_and_set(self, {"free_at": self.free_at}, free_at=free_at, held=False)
        if released:
            self.free_at = free_at

    def rest(self, until: datetime) -> None:
        """Nothing is fetched from here before `until` (real time)."""
        Host.objects.filter(pk=self.pk, free_at__lt=until).update(free_at=until)

    def block(self, until: datetime) -> None:
        """Nothing is fetched from here before `until`; an earlier end than the present one is not taken."""
        later = models.Q(blocked_until=None) | models.Q(blocked_until__lt=until)
        Host.objects.filter(later, pk=self.pk).update(blocked_until=until)
        self.refresh_from_db(fields=["blocked_until"])

    def ask_for_patience(self, told: timedelta | None, now: datetime) -> datetime:
        """It answered 429 or 503, and said for how long, or None; from when on it may be asked again.

        Who says nothing is left alone for longer with each such answer. Who says "at once" may be: then how long to
        wait is up to the row that was fetched.
        """
        wait = unexplained_wait(self.refusals) if told is None else told
        if told is None:
            self._count_refusals(self.refusals + 1)
        self.block(now + wait)
        return now + wait

    def note_answer(self) -> None:
        """It answered a visit, and did not ask for patience."""
        if self.refusals:
            self._count_refusals(0)

    def _count_refusals(self, refusals: int) -> None:
        Host.objects.filter(pk=self.pk).update(refusals=refusals)
        self.refusals = refusals

    @property
    def is_out(self) -> bool:
        """Whether it serves none of its articles: then what fails is the host, whatever it answers."""
        return is_outage(self.failures)

    def is_shut_down(self, now: datetime) -> bool:
        """Whether it has been out for so long that its articles are gone that it says are gone."""
        return self.is_out and is_shut_down(self._failing_for(now))

    def excuses_failures(self, now: datetime) -> bool:
        """Whether what fails here fails by the host, which is out and may come back."""
        return self.is_out and not is_given_up(self._failing_for(now))

    def fails_alone(self, since: datetime) -> bool:
        """Whether the article that failed at `since` is the only one that did since the host served one, if any did, or
        the host served one after that.
        """
        self.refresh_from_db(fields=["failures", "failing_since"])
        if self.failing_since is None:
            return True
        return self.failures == 1 and self.failing_since >= since

    def note_failure(self, now: datetime, within: timedelta | None = None) -> None:
        """A visit to one of its articles brought nothing; while it is out, it is tried now and then only, but within
        that article's interval.
        """
        since = Coalesce("failing_since", models.Value(now, models.DateTimeField()))
        Host.objects.filter(pk=self.pk).update(failures=models.F("failures") + 1, failing_since=since)
        self.refresh_from_db(fields=["failures", "failing_since"])
        if self.is_out:
            self.block(now + next_try(self.failures, self._failing_for(now), within) / settings.TIME_SCALE)

    def note_served(self, now: datetime) -> None:
        """It served one of its articles: where it was out, its feeds that failed with it are due again, and its
        articles that seemed gone, since that sight proves nothing.
        """
        if not self.failures:
            return
        if self.is_out:
            self.feeds.filter(failures__gt=0, next_check_at__gt=now).update(next_check_at=now)
            gone = self.articles.filter(last_outcome=Outcome.GONE, removed_at=None, next_check_at__gt=now)
            gone.update(next_check_at=now)
        Host.objects.filter(pk=self.pk).update(failures=0, failing_since=None)
        self.failures, self.failing_since = 0, None

    def _failing_for(self, now: datetime) -> timedelta:
        """In the schedule's own time."""
        return (now - (self.failing_since or now)) * settings.TIME_SCALE

    def is_blocked(self, now: datetime) -> bool:
        return self.blocked_until is not None and self.blocked_until > now

    def keep_robots(self, status: int, robots_txt: str, crawl_delay: timedelta, expires_at: datetime) -> None:
        fields = {
            "robots_status": status,
            "robots_txt": robots_txt,
            "crawl_delay": crawl_delay,
            "robots_expires_at": expires_at,
        }
        Host.objects.filter(pk=self.pk).update(**fields)
        self.refresh_from_db(fields=list(fields))

    def robots_are_fresh(self, now: datetime) -> bool:
        """Not where they expire later than any would that are read now: a pass on a clock far ahead had read them."""
        return self.robots_expires_at is not None and now < self.robots_expires_at <= now + ROBOTS_KEPT
