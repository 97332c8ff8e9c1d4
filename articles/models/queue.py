"""The queue is the database: rows that are due, claimed by leases with a token."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from .host import Host

Row = TypeVar("Row", bound="Queued")


class LeaseLost(Exception):
    """The row was claimed by another worker, paused or changed meanwhile: what was learned must not be written."""


class QueuedQuerySet(models.QuerySet[Row]):
    def scheduled(self) -> Self:
        """Rows that are checked at all."""
        return self.exclude(next_check_at=None)

    def unleased(self) -> Self:
        return self.filter(models.Q(lease_until=None) | models.Q(lease_until__lte=timezone.now()))

    def wanted(self, now: datetime) -> Self:
        """Rows that are due, whoever may be visiting them."""
        return self.filter(next_check_at__lte=now)

    def due(self, now: datetime) -> Self:
        return self.unleased().wanted(now)

    def not_visited(self, since: datetime | None) -> Self:
        """Rows that were not visited after this moment; all where there is none."""
        if since is None:
            return self.all()
        return self.filter(models.Q(last_checked_at=None) | models.Q(last_checked_at__lte=since))

    def claim(self, now: datetime, limit: int) -> Iterator[Row]:
        """Lease up to `limit` due rows, one per free host: that host's oldest, its host held with it.

        Free hosts first, then each one's oldest due row by the index on (host, next_check_at): 0.2 ms among a million
        due rows, where a window over all of them took 953.
        """
        for host in Host.objects.unblocked(now).free().with_due(self.due(now))[: max(0, limit)]:
            if not host.hold():
                continue
            row = self.due(now).filter(host=host).order_by("next_check_at", "pk").first()
            if row is not None and row.lease(now):
                row.host = host
                yield row
            else:
                host.release(timezone.now())

    def in_flight(self) -> int:
        return self.filter(lease_until__gt=timezone.now()).count()

    def take(self, pk: int, token: str) -> Row | None:
        """The row whose claim handed out this token; None where it was lost.

        Lease and host's hold begin anew, under another token: a message that comes twice works once.
        """
        now, fresh = timezone.now(), uuid.uuid4()
        mine = self.filter(pk=pk, lease_token=token, lease_until__gt=now)
        if not mine.update(lease_token=fresh, lease_until=now + settings.LEASE):
            return None
        row = self.select_related("host").get(pk=pk)
        return row if row.host.hold() else None

    def make_due(self, now: datetime) -> int:
        """Bring forward every row that is checked at all; how many there were to bring."""
        return self.scheduled().filter(next_check_at__gt=now).update(next_check_at=now)


class Queued(models.Model):
    """What is fetched again and again: `next_check_at` is the truth, NULL means not checked any more.

    Leases are in real time, whatever the pass's clock says: they tell real workers apart, and a replay that was
    killed on a clock of next year must cost no more than any other killed worker.
    """

    host = models.ForeignKey(
        Host, models.PROTECT, related_name="%(class)ss", db_index=False, editable=False
    )  # the index below begins with it
    next_check_at = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    etag = models.TextField(blank=True, editable=False)
    last_modified = models.TextField(blank=True, editable=False)
    last_checked_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_outcome = models.CharField(max_length=20, blank=True, editable=False)
    last_error = models.CharField(max_length=500, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text="in a row")
    paused = models.BooleanField(default=False)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["host", "next_check_at"], name="%(class)s_due"),
            models.Index(
                fields=["lease_until"], name="%(class)s_leased", condition=models.Q(lease_until__isnull=False)
            ),
        ]

    def lease(self, now: datetime) -> bool:
        """Take the row for one visit; False where another worker was first."""
        self.lease_token, self.lease_until = uuid.uuid4(), timezone.now() + settings.LEASE
        return bool(self._row().due(now).update(lease_token=self.lease_token, lease_until=self.lease_until))

    def settle(self, **fields: object) -> None:
        """Write what the visit learned and give the lease back, if it is still ours. Raises LeaseLost."""
        fields |= {"lease_token": None, "lease_until": None}
        if not self._row().filter(lease_token=self.lease_token).update(**fields):
            raise LeaseLost(f"{type(self).__name__} {self.pk} is no longer leased to this check.")
        for name, value in fields.items():
            setattr(self, name, value)

    def give_back(self) -> None:
        """End the lease without a visit: the row stays due."""
        self.settle()

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
