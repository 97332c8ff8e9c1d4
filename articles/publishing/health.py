"""Whether Stet does its work, for monitors."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min, OuterRef, Subquery

from articles.models import Article, Feed, Host
from articles.models.queue import QueuedQuerySet

TOO_LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Health:
    """`problem` is empty while all is well; `oldest_due` is how long the longest waiting row has been due."""

    problem: str
    oldest_due: timedelta | None
    last_successful_poll: datetime | None


def examine(now: datetime) -> Health:
    """Raises django.db.Error where the database cannot be reached."""
    due_at = _oldest_due_at(now)
    polled = Feed.objects.filter(failures=0).aggregate(at=Max("last_checked_at"))["at"]
    waits = now - due_at if due_at else None
    return Health(_problem(waits, now), waits, polled)


def _problem(waits: timedelta | None, now: datetime) -> str:
    """Something may wait for long on a slow host; that nothing at all is visited meanwhile is a stop."""
    if waits is None or waits <= TOO_LATE:
        return ""
    if Host.objects.filter(free_at__gt=now - TOO_LATE).exists():  # free again a gap after its last visit
        return ""
    return f"nothing has been visited for over an hour, and the oldest check has been due for {waits}."


def _oldest_due_at(now: datetime) -> datetime | None:
    """One look into the index on (host, next_check_at) for each host, however many articles there are."""
    moments = [_oldest_of(Feed.objects.all(), now), _oldest_of(Article.objects.all(), now)]
    return min((moment for moment in moments if moment), default=None)


def _oldest_of(queue: QueuedQuerySet[Feed] | QueuedQuerySet[Article], now: datetime) -> datetime | None:
    due = queue.filter(host=OuterRef("pk"), next_check_at__lte=now).order_by("next_check_at")
    oldest = Subquery(due.values("next_check_at")[:1])
    return Host.objects.unblocked(now).annotate(oldest=oldest).aggregate(at=Min("oldest"))["at"]
