"""The embedded mode: web server, worker and beat in one process that live and die together."""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol

from celery import current_app
from celery.beat import EmbeddedService, Scheduler
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

from articles import parsing
from articles.tasks import (
    give_back_what_is_under_way,
    give_back_what_nobody_fetched,
    give_back_what_was_not_begun,
)

STOP_WITHIN = 2.5
"""Seconds for what is under way; what hangs longer is given back and ends with the process."""
GIVE_BACK_WITHIN = 1.0
"""Seconds more for that: a database that does not answer keeps nobody waiting, and leases run out by themselves."""

LONGEST_BODY = 8 * 1024 * 1024
"""Bytes of a request. The longest that anybody sends is a list of feeds (LONGEST_OPML); by itself, waitress would keep
a gigabyte on the disk for whoever sends one, to any address.
"""

logger = logging.getLogger(__name__)


class Crashed(Exception):
    """A part ended by itself, and the others were stopped."""


class Server(Protocol):
    def run(self) -> None:
        """Serve until SystemExit is raised in it."""


@dataclass(frozen=True, slots=True)
class Part:
    """`run` blocks until `stop` is called from another thread."""

    name: str
    run: Callable[[], Any]
    stop: Callable[[], Any]


def web_server() -> Server:
    """Raises OSError where the address is taken."""
    server: Server = create_server(
        get_wsgi_application(),
        host=settings.BIND,
        port=settings.PORT,
        threads=8,
        ident="Stet",
        max_request_body_size=LONGEST_BODY,
        clear_untrusted_proxy_headers=False,  # what of them is believed is told by the settings
    )
    return server


def polling_parts() -> list[Part]:
    """Beat and the worker, which is stopped first: it has leases to give back, and beat takes a second to end."""
    worker = current_app.WorkController(
        pool="threads",
        concurrency=settings.POLL_THREADS,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    beat = EmbeddedService(current_app, thread=True, scheduler_cls=Scheduler)

    def stop_worker() -> None:
        give_back_what_was_not_begun()
        worker.terminate()
        give_back_what_nobody_fetched()

    return [Part("beat", beat.run, beat.stop), Part("worker", worker.start, stop_worker)]


def run_together(
    server: Server, parts: Sequence[Part], on_stop: Callable[[bool], None] = lambda _: None
) -> None:
    """Run all until SIGINT or SIGTERM, then stop all. Raises Crashed where a part ended before that.

    `on_stop` is called as the stopping begins, with whether a crash is its cause.
    """
    crashed: list[str] = []
    stopping = threading.Event()

    def run(name: str, work: Callable[[], Any]) -> None:
        try:
            work()
        except Exception:
            logger.exception("The %s failed.", name)
        if not stopping.is_set():
            crashed.append(name)
            os.kill(os.getpid(), signal.SIGTERM)

    def leave(_number: int, _frame: FrameType | None) -> None:
        if not stopping.is_set():
            stopping.set()
            on_stop(bool(crashed))
            raise SystemExit

    with _handling_signals(leave):
        with suppress(SystemExit):
            for part in parts:
                threading.Thread(target=run, args=[part.name, part.run], name=part.name, daemon=True).start()
            run("web server", server.run)
        for part in reversed(parts):
            part.stop()
    if crashed:
        raise Crashed(f"The {crashed[0]} ended by itself.")


@contextmanager
def _handling_signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def end_process_soon(crashed: bool) -> None:
    """End the process in `STOP_WITHIN` seconds: at its end Python itself would wait for each fetch that hangs."""

    def end() -> None:
        os._exit(int(crashed))

    def cut_off() -> None:
        try:
            give_back_what_is_under_way()
            parsing.stop()
        finally:
            end()

    _in_background(STOP_WITHIN, cut_off)
    _in_background(STOP_WITHIN + GIVE_BACK_WITHIN, end)


def _in_background(seconds: float, work: Callable[[], None]) -> None:
    timer = threading.Timer(seconds, work)
    timer.daemon = True
    timer.start()
