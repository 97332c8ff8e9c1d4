"""What somebody wants to be told of by e-mail or webhook, and which changes met that."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse

from .change import KIND_BITS, Change, ChangeQuerySet
from .durability import commit_horizon, have_all_ended
from .source import Source

if TYPE_CHECKING:
    from .delivery import Delivery

HIGHEST_SCORE = 100
HOW_FAR = ("read_up_to", "seen_up_to", "seen_at")
"""The fields that say how far it has read the changes."""
AT_ONCE = 500


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def latest_change() -> int:
    return Change.objects.aggregate(latest=models.Max("pk"))["latest"] or 0


class Digest(models.TextChoices):
    AT_ONCE = "at_once", "at once"
    HOURLY = "hourly", "hourly"
    DAILY = "daily", "daily"

    @property
    def waits(self) -> timedelta:
        """How long the first change waits for others."""
        return {Digest.HOURLY: timedelta(hours=1), Digest.DAILY: timedelta(days=1)}.get(self, timedelta(0))


class AlertQuerySet(models.QuerySet["Alert"]):
    def active(self) -> Self:
        return self.filter(paused=False, stopped="")

    def note_failure(self, pk: int, reason: str) -> None:
        self.filter(pk=pk).update(failures=models.F("failures") + 1, last_error=reason[:500])

    def note_success(self, pk: int, now: datetime) -> None:
        self.filter(pk=pk).update(failures=0, last_error="", last_sent_at=now)


class Alert(models.Model):
    """A rule and its targets. Of changes it is told that meet all that is set: the source, any of the kinds, the score,
    and words that came and words that went, each as a query of the search.

    It reads the changes by their keys, those up to `read_up_to` for good. Keys are given out before their transactions
    end, so what was read up to `seen_up_to` is read once more when all transactions that ran then (those before
    `seen_at`, see durability.commit_horizon) have ended.
    """

    name = models.CharField(max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    source = models.ForeignKey(
        Source, models.CASCADE, null=True, blank=True, related_name="alerts", help_text="Else all sources."
    )
    kind_bits = models.PositiveSmallIntegerField(default=0, editable=False, help_text="0: of any kind")
    least_score = models.PositiveSmallIntegerField(
        "least significance",
        default=0,
        validators=[MaxValueValidator(HIGHEST_SCORE)],
        help_text="From 0 to 100.",
    )
    words_added = models.CharField(max_length=1000, blank=True)
    words_removed = models.CharField(max_length=1000, blank=True)
    emails = models.TextField("e-mail addresses", blank=True)
    webhook_url = models.CharField("webhook", max_length=2000, blank=True)
    webhook_secret = models.CharField(max_length=100, default=new_secret)
    digest = models.CharField(
        "sent",
        max_length=8,
        choices=Digest,
        default=Digest.AT_ONCE,
        help_text="Hourly or daily: changes go together, an hour or a day after the first of them.",
    )
    most_per_hour = models.PositiveSmallIntegerField(
        "messages an hour, at most",
        default=6,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="What is more goes together into one of them, later.",
    )
    paused = models.BooleanField(default=False, help_text="What changes meanwhile is not told later.")
    stopped = models.CharField(max_length=500, blank=True, editable=False, help_text="why it is sent no more")
    read_up_to = models.BigIntegerField(default=latest_change, editable=False)
    seen_up_to = models.BigIntegerField(default=0, editable=False)
    seen_at = models.BigIntegerField(default=0, editable=False)
    failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="attempts in a row that did not deliver"
    )
    last_error = models.CharField(max_length=500, blank=True, editable=False)
    last_sent_at = models.DateTimeField(null=True, editable=False)

    matches: "models.QuerySet[AlertMatch]"
    deliveries: "models.QuerySet[Delivery]"

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def desk_url(self) -> str:
        """Where it can be changed, paused and deleted."""
        return reverse("admin:articles_alert_change", args=[self.pk])

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, bit in KIND_BITS.items() if self.kind_bits & bit]

    @kinds.setter
    def kinds(self, kinds: Iterable[str]) -> None:
        self.kind_bits = sum(KIND_BITS[kind] for kind in set(kinds))

    @property
    def recipients(self) -> list[str]:
        """Each once: e-mail addresses, then the webhook."""
        named = [*self.emails.replace(",", " ").split(), self.webhook_url]
        return list(dict.fromkeys(name for name in named if name))

    def begin_anew(self) -> None:
        """Be told of what changes from now on, not of what did while it was paused or stopped; not saved yet."""
        self.read_up_to, self.seen_up_to, self.seen_at, self.stopped = latest_change(), 0, 0, ""

    def unread(self, up_to: int) -> ChangeQuerySet:
        """The public changes up to this key that were not read for good, and that meet what the rule asks of their
        rows; of words nothing is said.
        """
        unread = Change.objects.visible().filter(pk__gt=self.read_up_to, pk__lte=up_to)
        unread = unread.filter(score__gte=self.least_score) if self.least_score else unread
        unread = unread.of_any_source([self.source_id]) if self.source_id else unread
        return unread.of_any_kind(self.kinds) if self.kind_bits else unread

    def look(self) -> "Look | None":
        """How far changes can be read now, asked for before they are; None where all are read for good."""
        latest = latest_change()
        if latest <= self.read_up_to:
            return None
        return Look(self, latest, commit_horizon(), have_all_ended(self.seen_at))


@dataclass(frozen=True, slots=True)
class Look:
    """One look of an alert at the changes up to `latest`; `horizon` is the mark behind which they were written.
    `is_settled` says that what was seen by the look before is all there ever will be.
    """

    alert: Alert
    latest: int
    horizon: int
    is_settled: bool

    def record(self, changes: Iterable[Change], now: datetime) -> None:
        """Note these as met, each once however often it is read, then how far was read."""
        met = [AlertMatch(alert=self.alert, change=change, found_at=now) for change in changes]
        AlertMatch.objects.bulk_create(met, batch_size=AT_ONCE, ignore_conflicts=True)
        if self.is_settled:
            known = {name: getattr(self.alert, name) for name in HOW_FAR}
            settled = max(self.alert.read_up_to, self.alert.seen_up_to)
            Alert.objects.filter(pk=self.alert.pk, **known).update(
                read_up_to=settled, seen_up_to=self.latest, seen_at=self.horizon
            )


class AlertMatch(models.Model):
    """A change that an alert is to be told of; `batch` names the deliveries that tell it, None while it waits."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="matches", db_index=False)
    change = models.ForeignKey(Change, models.CASCADE, related_name="+")
    found_at = models.DateTimeField()
    batch = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "change"], name="alert_match_once")]
        indexes = [
            models.Index(fields=["alert", "id"], condition=models.Q(batch=None), name="alert_match_waits"),
            models.Index(fields=["batch"], name="alert_match_batch"),
            models.Index(fields=["found_at"], name="alert_match_age"),
        ]

    def __str__(self) -> str:
        return f"change {self.change_id} for alert {self.alert_id}"
