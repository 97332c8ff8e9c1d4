"""Celery's side. The database is the queue: these tasks only wake workers, and carry ids and tokens as JSON."""

import logging

from celery import shared_task
from celery.signals import worker_shutting_down
from celery.worker.state import active_requests, reserved_requests
from django.conf import settings
from django.utils import timezone

from articles.models import Article, Claim, Feed, Host
from articles.pipeline import claim_due, work_on

logger = logging.getLogger(__name__)


@shared_task
def dispatch_due() -> None:
    """Claim what is due, as far as the leases in flight leave room, and hand it to the workers."""
    now = timezone.now()
    for claim in claim_due(now, settings.POLL_IN_FLIGHT - Host.objects.in_flight()):
        task = poll_feed if claim.model is Feed else check_article
        task.delay(claim.pk, claim.token)


@shared_task
def poll_feed(pk: int, token: str) -> None:
    _work_on(Feed.objects.take(pk, token))


@shared_task
def check_article(pk: int, token: str) -> None:
    _work_on(Article.objects.take(pk, token))


def _work_on(row: Feed | Article | None) -> None:
    report = work_on(row, timezone.now) if row is not None else None
    if report is not None:
        logger.info("%s", report)


@worker_shutting_down.connect
def give_back_what_was_not_begun(**_: object) -> None:
    """A worker that stops keeps no row waiting for the end of its lease; what is under way is finished."""
    for request in set(reserved_requests) - set(active_requests):
        if request.name == poll_feed.name:
            Claim(Feed, *request.args).give_back()
        elif request.name == check_article.name:
            Claim(Article, *request.args).give_back()
