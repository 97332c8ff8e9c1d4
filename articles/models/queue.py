"""The queue is the database: rows that are due, claimed by leases with a token."""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from articles.discovery import LONGEST_URL, host_address

from .durability import lazily_durable
from .host import Host, RealTime, ended
from .source import Source
from .statements import Told, as_stored, compare_and_set, load, with_moments

logger = logging.getLogger(__name__)

Row = TypeVar("Row", bound="Queued")
MOVED_TIMES = 3
MOVED_FOR = timedelta(days=1)
"""A permanent redirect is kept once it was met so many times in a row, over so long: publishers err for hours."""


class LeaseLost(Exception):
    """The row was claimed by another worker, paused or changed meanwhile: what was learned must not be written."""


@dataclass(frozen=True, slots=True)
class Claim(Generic[Row]):
    """A leased row, not loaded yet: a key and a token, as messages carry them."""

    model: type[Row]
    pk: int
    token: str

    def take(self) -> Row | None:
        """Take the row up, which also makes the claim durable before anything is fetched."""
        return QueuedQuerySet(self.model).take(self.pk, self.token)

    def give_back(self) -> None:
        """End the lease, and free the host, where nobody took the row up: it stays due."""
        row = QueuedQuerySet(self.model).filter(pk=self.pk, lease_token=self.token).first()
        if row is not None and row.give_back():
            Host.objects.filter(pk=row.host_id, held=True, free_at=row.lease_until).update(
                free_at=timezone.now(), held=False
            )


class QueuedQuerySet(models.QuerySet[Row]):
    def wanted(self, now: datetime | Told) -> Self:
        """Rows that are due, whoever may be visiting them."""
        return self.filter(next_check_at__lte=now)

    def due(self, now: datetime | Told, time: RealTime | None = None) -> Self:
        """Those that nobody is visiting."""
        return self.wanted(now).filter(models.Q(lease_until=None) | ended("lease_until", time))

    def not_visited(self, since: datetime | Told | None) -> Self:
        """Rows that were not visited after this moment; all where there is none."""
        if since is None:
            return self.all()
        return self.filter(models.Q(last_checked_at=None) | models.Q(last_checked_at__lte=since))

    def claim(self, now: datetime, limit: int, since: datetime | None = None) -> "list[Claim[Row]]":
        """Lease up to `limit` due rows of all, one per free host: that host's oldest, its host held with it. With
        `since`, only rows that were not visited after that.
        """
        if limit <= 0:
            return []
        token, real = uuid.uuid4(), RealTime.read()
        until = timezone.now() + settings.LEASE
        with lazily_durable(), connection.cursor() as cursor:
            statement, parameters = _claiming(self.model, connection.vendor, limit, since is not None)
            lease = [models.UUIDField().get_db_prep_save(token, connection), as_stored(until)]
            cursor.execute(
                statement, lease + with_moments(parameters, **real._asdict(), pass_now=now, since=since)
            )
            keys = cursor.fetchall()
            Host.objects.hold_all([host for _, host in keys], until)
        return [Claim(self.model, pk, str(token)) for pk, _ in keys]

    def take(self, pk: int, token: str) -> Row | None:
        """The row whose claim handed out this token; None where it was lost.

        Lease and host's hold begin anew, under another token: a message that comes twice works once.
        """
        row = load(self.model, pk=pk, lease_token=token)
        if row is None or row.is_lease_over() or not row.renew_lease():
            return None
        host, source = load(Host, pk=row.host_id), load(Source, pk=row.source_id)
        if host is None or source is None:  # removed meanwhile, and the row with it
            return None
        row.host, row.source = host, source
        if row.host.hold():
            return row
        row.give_back()
        return None

    def pause_all(self) -> int:
        """Pause all that is checked at all; how many there were."""
        checked = self.exclude(next_check_at=None)
        return checked.update(paused=True, next_check_at=None, lease_token=None, lease_until=None)

    def resume_all(self, now: datetime) -> int:
        return self.filter(paused=True).update(paused=False, next_check_at=now)

    def make_due(self, now: datetime) -> int:
        """Bring forward every row that is checked at all; how many there were to bring."""
        return self.filter(next_check_at__gt=now).update(next_check_at=now)


@lru_cache
def _claiming(model: type[Row], _vendor: str, limit: int, is_since: bool) -> tuple[str, tuple[object, ...]]:
    """The statement that leases rows and tells their keys and their hosts', with the parameters after the lease's own.

    Free hosts first, then each one's oldest due row by the index on (host, next_check_at): a window over a million
    due rows took 953 ms. Who comes at the same moment passes over hosts that are being claimed; on SQLite the
    transaction is alone. One statement, which the ORM cannot say: with a list of keys it took twice as long. Composed
    once for each of the databases: composing it took as long as three checks.
    """
    now, real = Told("pass_now"), RealTime(Told("now"), Told("longest"))
    rows: QueuedQuerySet[Row] = QueuedQuerySet(model).not_visited(Told("since") if is_since else None)
    due = rows.due(now, real).filter(host=models.OuterRef("pk")).order_by("next_check_at")
    hosts = Host.objects.unblocked(now).free(real).annotate(row=models.Subquery(due.values("pk")[:1]))
    hosts = hosts.filter(row__isnull=False).select_for_update(skip_locked=True, of=("self",))
    oldest, parameters = hosts.values("row")[:limit].query.sql_with_params()
    table = connection.ops.quote_name(model._meta.db_table)
    lease = f"UPDATE {table} SET lease_token = %s, lease_until = %s"  # noqa: S608 -- no value is in the text
    return f"{lease} WHERE id IN ({oldest}) RETURNING id, host_id", parameters


class Queued(models.Model):
    """What is fetched again and again: `next_check_at` is the truth, NULL means not checked any more.

    Leases are in real time, whatever the pass's clock says: they tell real workers apart, and a replay that was
    killed on a clock of next year must cost no more than any other killed worker.
    """

    address_field: ClassVar[str]
    """The field with the address that is fetched."""

    source_id: int
    source: "models.ForeignKey[Source, Source]"

    host = models.ForeignKey(
        Host, models.PROTECT, related_name="%(class)ss", db_index=False, editable=False
    )  # the index below begins with it
    next_check_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    etag = models.TextField(blank=True, editable=False)
    last_modified = models.TextField(blank=True, editable=False)
    validators_url = models.TextField(
        blank=True, editable=False, help_text="whose validators they are, where a redirect led away"
    )
    moved_to = models.TextField(
        blank=True, editable=False, help_text="where permanent redirects lead that are not kept yet"
    )
    moved_since = models.DateTimeField(null=True, editable=False)
    moved_times = models.PositiveSmallIntegerField(default=0, editable=False)
    last_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_outcome = models.CharField(max_length=20, blank=True, editable=False)
    last_error = models.CharField(max_length=500, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="in a row")
    paused = models.BooleanField(default=False)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["host", "next_check_at"], name="%(class)s_due")]

    def lease(self, now: datetime) -> bool:
        """Take the row for one visit; False where another worker was first."""
        self.lease_token, self.lease_until = uuid.uuid4(), timezone.now() + settings.LEASE
        return bool(self._row().due(now).update(lease_token=self.lease_token, lease_until=self.lease_until))

    def settle(self, **fields: object) -> None:
        """Write what the visit learned and give the lease back, if it is still ours. Raises LeaseLost."""
        fields |= {"lease_token": None, "lease_until": None}
        if not self._write_if_leased(fields):
            raise LeaseLost(f"{type(self).__name__} {self.pk} is no longer leased to this check.")
        for name, value in fields.items():
            setattr(self, name, value)

    def is_lease_over(self) -> bool:
        return self.lease_until is None or self.lease_until <= timezone.now()

    def renew_lease(self) -> bool:
        """Begin our lease anew, under another token; False where it is ours no more."""
        token, until = uuid.uuid4(), timezone.now() + settings.LEASE
        if not self._write_if_leased({"lease_token": token, "lease_until": until}):
            return False
        self.lease_token, self.lease_until = token, until
        return True

    def _write_if_leased(self, fields: Mapping[str, Any]) -> bool:
        return compare_and_set(self, {"lease_token": self.lease_token}, **fields)

    @property
    def has_moved(self) -> bool:
        """Whether its address is one that a permanent redirect led to, `moved_since` then."""
        return self.moved_since is not None and self.moved_to == self._own_address

    @property
    def led_to(self) -> str:
        """Where a redirect leads that the last visit had no time to follow; "" where none does."""
        return self.moved_to if self.moved_since is None else ""

    @property
    def visited_address(self) -> str:
        """Where its next visit goes."""
        return self.led_to or self._own_address

    @property
    def _own_address(self) -> str:
        return str(getattr(self, self.address_field))

    def after_redirects(self, target: str, now: datetime) -> dict[str, Any]:
        """The row's fields after a visit that found what was wanted; `target` is where permanent redirects, and no
        others, led to, "" where none did.

        MOVED_TIMES in a row the same target over MOVED_FOR or more, and that is its address (RFC 9110, 15.4.2 and
        15.4.9); its validators are that address's already.
        """
        if not target:
            return self.after_no_redirect()
        is_same = target == self.moved_to
        since, times = (self.moved_since or now, self.moved_times + 1) if is_same else (now, 1)
        met = {"moved_to": target, "moved_since": since, "moved_times": times}
        if times < MOVED_TIMES or now - since < MOVED_FOR / settings.TIME_SCALE:
            return met
        return self.after_move(target, now)

    def after_move(self, target: str, now: datetime) -> dict[str, Any]:
        """The row's fields when `target` is to be its address."""
        logger.info("%s %s moved for good to %a.", type(self).__name__, self.pk, target)
        moved = {self.address_field: target, "host": Host.objects.for_url(target)}
        return moved | {"moved_to": target, "moved_since": now, "moved_times": 0}

    def after_unfollowed(self, target: str) -> dict[str, Any]:
        """The row's fields where a redirect was left for the next visit: a host that is fetched from so seldom gets one
        request a visit. Nothing is remembered of one that leads to another host, which the row does not hold.
        """
        is_mine = len(target) <= LONGEST_URL and host_address(target) == self.host.address
        return {"moved_to": target if is_mine else "", "moved_since": None, "moved_times": 0}

    def after_no_redirect(self) -> dict[str, Any]:
        """The row's fields after any other answer: a permanent redirect has to prove itself anew."""
        return {} if self.has_moved else {"moved_to": "", "moved_since": None, "moved_times": 0}

    def give_back(self) -> bool:
        """End the lease without a visit: the row stays due. False where the lease was another's."""
        mine = self._row().filter(lease_token=self.lease_token)
        return bool(mine.update(lease_token=None, lease_until=None))

    def pause(self) -> None:
        self._change(paused=True, next_check_at=None, lease_token=None, lease_until=None)

    def resume(self, now: datetime) -> None:
        self._change(paused=False, next_check_at=now)

    def _change(self, **fields: object) -> None:
        self._row().update(**fields)
        for name, value in fields.items():
            setattr(self, name, value)

    def _row(self) -> QueuedQuerySet[Any]:
        return QueuedQuerySet(type(self)).filter(pk=self.pk)
