"""The outbox of alerts: what is to be sent to whom, kept until it was delivered or given up."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models, transaction
from django.utils import timezone

from .alert import Alert, AlertMatch
from .change import Change

LEASE = timedelta(minutes=2)
"""For one attempt, in real time; the deadlines of both kinds of targets are far below it."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_JITTER = 0.25
MOST_DOUBLINGS = 16
GIVEN_UP_AFTER = timedelta(days=3)
KEPT_FOR = timedelta(days=30)


def wait_after(attempts: int) -> timedelta:
    """Until the next attempt: a minute, doubled with each, six hours at most, and up to a quarter more by chance, so
    that what failed together is not tried together.
    """
    wait = min(FIRST_WAIT * (1 << min(max(attempts - 1, 0), MOST_DOUBLINGS)), LONGEST_WAIT)
    return wait * (1 + MOST_JITTER * random.random())  # noqa: S311 -- no secret


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> Self:
        return self.filter(state=Delivery.State.WAITING)

    def due(self, now: datetime) -> Self:
        """Those whose next attempt is due, of alerts that are not paused; whoever may be at it."""
        return self.filter(next_attempt_at__lte=now, alert__paused=False, alert__stopped="")

    def claim(self, now: datetime, limit: int) -> "list[Delivery]":
        """Lease up to `limit` due ones, the oldest of each alert that none is under way for: a target that hangs keeps
        its own alert waiting and no other. `now` is the pass's clock; leases are in real time.
        """
        real = timezone.now()
        under_way = self.filter(lease_until__gt=real).values("alert")
        oldest = self.due(now).exclude(alert__in=under_way).order_by().values("alert")
        keys = oldest.annotate(key=models.Min("pk")).order_by("key").values_list("key", flat=True)[:limit]
        leased = {pk: token for pk in list(keys) if (token := self._lease(pk, real)) is not None}
        rows = self.filter(pk__in=leased).select_related("alert__owner", "alert__source")
        return [row for row in rows if row.lease_token == leased[row.pk]]

    def _lease(self, pk: int, real: datetime) -> uuid.UUID | None:
        token = uuid.uuid4()
        free = models.Q(lease_until=None) | models.Q(lease_until__lte=real)
        mine = self.waiting().filter(free, pk=pk).update(lease_token=token, lease_until=real + LEASE)
        return token if mine else None

    def make_batch(self, alert: Alert, matches: Sequence[int], now: datetime) -> None:
        """Have these matches of the alert, by key, told to each of its recipients."""
        batch = uuid.uuid4()
        AlertMatch.objects.filter(pk__in=matches).update(batch=batch)
        self._make(alert, batch, now, is_test=False)

    def make_test(self, alert: Alert, now: datetime) -> None:
        """Have a message that tells no change sent to each of the alert's recipients."""
        self._make(alert, uuid.uuid4(), now, is_test=True)

    def _make(self, alert: Alert, batch: uuid.UUID, now: datetime, is_test: bool) -> None:
        Delivery.objects.bulk_create(
            Delivery(
                alert=alert,
                batch=batch,
                recipient=recipient,
                made_at=now,
                next_attempt_at=now,
                is_test=is_test,
            )
            for recipient in alert.recipients
        )

    def forget_old(self, now: datetime) -> None:
        """What was settled long ago, with the matches that it told."""
        old = self.filter(settled_at__lt=now - KEPT_FOR)
        if not old.exists():  # to look takes no lock
            return
        old.delete()
        told = AlertMatch.objects.filter(found_at__lt=now - KEPT_FOR).exclude(batch=None)
        told.exclude(batch__in=self.values("batch")).delete()


class Delivery(models.Model):
    """One message to one recipient, and how its attempts went. `uid` stays the same over all of them: a worker that is
    killed between sending and recording repeats one message, whose receiver can tell by it.
    """

    class State(models.TextChoices):
        """LEFT_OUT is what has nothing public to tell any more, or nobody who wants to be told."""

        WAITING = "waiting", "waiting"
        DELIVERED = "delivered", "delivered"
        GIVEN_UP = "given_up", "given up"
        LEFT_OUT = "left_out", "left out"

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="deliveries")
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    batch = models.UUIDField(db_index=True)
    recipient = models.CharField(max_length=2000)
    is_test = models.BooleanField("test", default=False)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(max_length=500, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(next_attempt_at__isnull=False),
                name="delivery_due",
            ),
            models.Index(fields=["alert", "made_at"], name="delivery_of_alert"),
            models.Index(
                fields=["lease_until"], condition=models.Q(lease_until__isnull=False), name="delivery_leased"
            ),
            models.Index(fields=["settled_at"], name="delivery_settled"),
        ]

    def __str__(self) -> str:
        return f"{'test' if self.is_test else 'message'} to {self.recipient}"

    @property
    def is_by_mail(self) -> bool:
        return self.recipient != self.alert.webhook_url

    @property
    def is_wanted(self) -> bool:
        """Whether the alert still names this recipient."""
        return self.recipient in self.alert.recipients

    def changes(self) -> list[Change]:
        """What it tells, oldest first: only what is public now, with sources."""
        told = AlertMatch.objects.filter(alert=self.alert_id, batch=self.batch).values("change")
        public = Change.objects.visible().filter(pk__in=told).select_related("source", "article")
        return list(public.order_by("not_after", "pk"))

    def settle(self, state: "Delivery.State", now: datetime, reason: str = "") -> bool:
        """Whether that was still ours to say, the lease being ours."""
        fields = {"state": state, "settled_at": now, "next_attempt_at": None, "last_error": reason[:500]}
        with transaction.atomic():
            is_ours = self._write_if_leased(**fields)
            if is_ours and state == Delivery.State.DELIVERED:
                Alert.objects.note_success(self.alert_id, now)
            elif is_ours and state == Delivery.State.GIVEN_UP:
                Alert.objects.note_failure(self.alert_id, reason)
        return is_ours

    def postpone(self, now: datetime, reason: str, at_least: timedelta = timedelta(0)) -> bool:
        """Note a failed attempt: another later, or none where it was tried for GIVEN_UP_AFTER."""
        if now - self.made_at >= GIVEN_UP_AFTER:
            days = GIVEN_UP_AFTER.days
            return self.settle(Delivery.State.GIVEN_UP, now, f"Given up after {days} days: {reason}")
        wait = max(wait_after(self.attempts + 1), at_least)
        with transaction.atomic():
            is_ours = self._write_if_leased(next_attempt_at=now + wait, last_error=reason[:500])
            if is_ours:
                Alert.objects.note_failure(self.alert_id, reason)
        return is_ours

    def _write_if_leased(self, **fields: Any) -> bool:
        fields |= {"lease_token": None, "lease_until": None, "attempts": models.F("attempts") + 1}
        mine = Delivery.objects.filter(pk=self.pk, lease_token=self.lease_token)
        return bool(mine.update(**fields))
