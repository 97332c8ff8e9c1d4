"""Celery's side. The database is the queue: these tasks only wake workers, and carry ids and tokens as JSON."""

import logging
import threading
from collections.abc import Sequence
from typing import Any

from celery import current_app, shared_task
from celery.signals import task_prerun, worker_shutting_down
from celery.worker.state import requests
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from kombu import Queue

from articles.models import Article, Claim, Feed, Host
from articles.pipeline import claim_due, tell_again, work_on

logger = logging.getLogger(__name__)

_under_way: dict[int, Feed | Article] = {}
"""What each thread of this process is visiting."""
_stopping = threading.Event()


@task_prerun.connect
def drop_broken_and_old_connections(**_: object) -> None:
    close_old_connections()


@shared_task
def dispatch_due() -> None:
    """Claim what is due, as far as the leases in flight leave room, and hand it to the workers."""
    if _stopping.is_set():
        return
    now = timezone.now()
    for claim in claim_due(now, settings.POLL_IN_FLIGHT - Host.objects.in_flight()):
        _hand_out(claim)


@shared_task
def tell_articles_again() -> None:
    """A few of those whose source's furniture proved otherwise."""
    if not _stopping.is_set():
        tell_again(timezone.now())


def _hand_out(claim: Claim[Feed] | Claim[Article]) -> None:
    if _stopping.is_set():  # since the claiming began
        claim.give_back()
    else:
        task = poll_feed if claim.model is Feed else check_article
        task.delay(claim.pk, claim.token)


@shared_task
def poll_feed(pk: int, token: str) -> None:
    _take_and_work_on(Claim(Feed, pk, token))


@shared_task
def check_article(pk: int, token: str) -> None:
    _take_and_work_on(Claim(Article, pk, token))


def _take_and_work_on(claim: Claim[Feed] | Claim[Article]) -> None:
    if _stopping.is_set():
        claim.give_back()
    elif (row := claim.take()) is not None:
        _under_way[threading.get_ident()] = row
        try:
            report = work_on(row, timezone.now)
        finally:
            del _under_way[threading.get_ident()]
        if report is not None:
            logger.info("%s", report)


@worker_shutting_down.connect
def give_back_what_was_not_begun(**_: object) -> None:
    """A worker that stops keeps no row waiting for the end of its lease; what is under way is finished.

    To be called before the worker itself stops, which forgets what it has fetched.
    """
    _stopping.set()
    for request in list(requests.values()):
        _give_back(request.name, request.args)


def give_back_what_nobody_fetched() -> None:
    """Messages in memory end with this process; those of a real broker are for other workers."""
    with current_app.connection_for_read() as connection:
        if connection.transport.driver_type != "memory":
            return
        queue = Queue(current_app.conf.task_default_queue, channel=connection.default_channel)
        while message := queue.get(no_ack=True):
            arguments, *_ = message.decode()
            _give_back(message.headers["task"], arguments)


def give_back_what_is_under_way() -> None:
    """For a process that ends at once: nothing more is written, and the hosts keep their gap from now on."""
    for row in list(_under_way.values()):
        row.give_back()
        row.host.release(timezone.now())


def _give_back(task: str, arguments: Sequence[Any]) -> None:
    if task == poll_feed.name:
        Claim(Feed, *arguments).give_back()
    elif task == check_article.name:
        Claim(Article, *arguments).give_back()
