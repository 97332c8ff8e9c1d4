"""Celery's side. The database is the queue: these tasks only wake workers, and carry ids and tokens as JSON."""

import threading
from collections.abc import Sequence
from typing import Any

from celery import current_app, shared_task
from celery.signals import task_prerun, task_received, worker_shutdown, worker_shutting_down
from celery.worker.request import Request
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone
from kombu import Queue

from articles.models import Article, Claim, Feed, Host
from articles.notifying import Couriers
from articles.pipeline import (
    Keeping,
    anchor_daily,
    claim_due,
    expire,
    hand_over,
    raise_alerts,
    tell_again,
    work_on,
)

_under_way: dict[int, Feed | Article] = {}
"""What each thread of this process is visiting."""
_fetched: dict[str, Claim[Feed] | Claim[Article]] = {}
"""What this process's worker took from the broker and no thread has begun, by the message's id."""
_stopping = threading.Event()
_couriers = Couriers()
"""Of this process; the threads of its worker are for visits."""


@task_received.connect
def note_fetched(request: Request, **_: object) -> None:
    """Noted first, then asked whether the worker stops: it is given back here or there, whenever that begins."""
    if (claim := _claim_in(request.name, request.args)) is not None:
        _fetched[request.id] = claim
        if _stopping.is_set():
            claim.give_back()


@task_prerun.connect
def note_begun(task_id: str, **_: object) -> None:
    _fetched.pop(task_id, None)
    close_old_connections()  # those that broke or are old


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


@shared_task
def send_alerts() -> None:
    """Match what changed with what alerts ask for, and have couriers carry what is due: nobody waits for a target."""
    if not _stopping.is_set():
        raise_alerts(timezone.now)
        _couriers.send_out(timezone.now)


@shared_task
def write_anchors() -> None:
    """What the chains are, once a day, into the data folder of the worker that comes to it."""
    if not _stopping.is_set():
        anchor_daily(settings.ANCHORS_DIR, timezone.now())


@shared_task
def expire_snapshots() -> None:
    """Delete what is to be kept no longer; what a stop leaves goes the next time."""
    for _ in expire(Keeping.by_settings(), timezone.now()):
        if _stopping.is_set():
            break


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
            work_on(row, timezone.now)
        finally:
            del _under_way[threading.get_ident()]


@worker_shutting_down.connect
def give_back_what_was_not_begun(**_: object) -> None:
    """A worker that stops keeps no row waiting for the end of its lease, nor what it fetches from now on; what is under
    way is finished.
    """
    _stopping.set()
    for claim in list(_fetched.values()):
        claim.give_back()


@worker_shutdown.connect
def hand_over_what_was_counted(**_: object) -> None:
    hand_over(at_once=True)


def give_back_what_nobody_fetched() -> None:
    """Messages in memory end with this process; those of a real broker are for other workers."""
    with current_app.connection_for_read() as connection:
        if connection.transport.driver_type != "memory":
            return
        queue = Queue(current_app.conf.task_default_queue, channel=connection.default_channel)
        while message := queue.get(no_ack=True):
            arguments, *_ = message.decode()
            if (claim := _claim_in(message.headers["task"], arguments)) is not None:
                claim.give_back()


def give_back_what_is_under_way() -> None:
    """For a process that ends at once: nothing more is written, and the hosts keep their gap from now on."""
    for row in list(_under_way.values()):
        row.give_back()
        row.host.release(timezone.now())


def _claim_in(task: str, arguments: Sequence[Any]) -> Claim[Feed] | Claim[Article] | None:
    """What a message hands out; None where it is for another task."""
    if task == poll_feed.name:
        return Claim(Feed, *arguments)
    return Claim(Article, *arguments) if task == check_article.name else None
