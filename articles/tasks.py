"""Celery's side. The database is the queue: these tasks only wake workers, and carry ids and tokens as JSON."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from articles.models import Article, Feed
from articles.pipeline import claim_due, work_on


@shared_task
def dispatch_due() -> None:
    """Claim what is due, as far as the leases in flight leave room, and hand it to the workers."""
    now = timezone.now()
    in_flight = Feed.objects.in_flight(now) + Article.objects.in_flight(now)
    for row in claim_due(now, settings.POLL_IN_FLIGHT - in_flight):
        task = poll_feed if isinstance(row, Feed) else check_article
        task.delay(row.pk, str(row.lease_token))


@shared_task
def poll_feed(pk: int, token: str) -> None:
    feed = Feed.objects.take(pk, token, timezone.now())
    if feed is not None:
        work_on(feed, timezone.now)


@shared_task
def check_article(pk: int, token: str) -> None:
    article = Article.objects.take(pk, token, timezone.now())
    if article is not None:
        work_on(article, timezone.now)
