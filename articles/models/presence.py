"""Whether what is visited is still there: removed, walled, or missed by a fault of its host."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from articles.versioning import FAILURES, Outcome

from .queue import Queued, QueuedQuerySet, Row

if TYPE_CHECKING:
    from .event import Event

WALLED_FOR = timedelta(hours=24)
"""A wall that has stood for so long is an event."""


class PresenceQuerySet(QueuedQuerySet[Row]):
    def bring_witness(self, article: "Presence", now: datetime) -> None:
        """Have another article of its host looked at before it is seen again: whether the page or the host is gone.

        The next one that is to be looked at anyway, of those that were there at their last check.
        """
        others = self.filter(host=article.host_id, next_check_at__isnull=False).exclude(pk=article.pk)
        nearest = others.exclude(last_outcome__in=FAILURES).order_by("next_check_at").values("pk")[:1]
        self.filter(pk__in=nearest, next_check_at__gt=now).update(next_check_at=now)


class Presence(Queued):
    removed_at = models.DateTimeField(null=True, editable=False)
    walled_since = models.DateTimeField(null=True, editable=False)

    current_id: int | None
    events: "models.QuerySet[Event]"

    class Meta(Queued.Meta):
        abstract = True

    @property
    def may_be_removed(self) -> bool:
        """Whether it would be news that its page is gone."""
        return self.current_id is not None and self.removed_at is None

    @property
    def was_gone(self) -> bool:
        """Whether the last check found that it is gone, which is not known yet."""
        return self.last_outcome == Outcome.GONE and self.may_be_removed

    def blames_host(self, outcome: Outcome) -> bool:
        """Whether a check with this outcome may have failed by its host.

        Not by a rule or the pace of its robots.txt, nor by a wall, which it must be up to show; nor because a page is
        gone that is known to be, or of which no text was ever seen.
        """
        if outcome == Outcome.GONE:
            return self.may_be_removed
        return outcome in FAILURES - {Outcome.FORBIDDEN, Outcome.NOT_FOLLOWED, Outcome.WALLED}

    def gone_since(self, now: datetime) -> datetime | None:
        """As of when the page is removed that a check finds gone now; None where that is not proved, or known already.

        Two sights in a row prove it, unless others of its host failed meanwhile: then it takes a third. A host that
        is shut down has removed it when it stopped serving anything.
        """
        if not self.was_gone or self.last_checked_at is None:
            return None
        if self.host.is_shut_down(now):
            return self.host.failing_since
        return self.last_checked_at if self.host.fails_alone(self.last_checked_at) else None

    def proves_walled(self, now: datetime) -> bool:
        """Whether the wall that a check finds now has stood for long enough to be told, and is not told yet."""
        if self.walled_since is None or now - self.walled_since < WALLED_FOR / settings.TIME_SCALE:
            return False
        return not self.events.filter(kind="walled", happened_at__gte=self.walled_since).exists()
