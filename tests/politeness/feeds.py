"""Feeds on a server whose answers are written byte for byte, polled on a clock that the test sets."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

import pytest

from articles.models import Feed
from articles.pipeline import Report, add_source, run_pass
from tests.fetching.loopback import LoopbackServer, page

START = datetime(2026, 10, 3, 6, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATEST = 1.04
"""By what part more than it has to wait a feed may be polled later."""

Poll = Callable[[timedelta], list[Report]]
Headers = dict[str, str]


def at(since_start: timedelta) -> Callable[[], datetime]:
    return lambda: START + since_start


def rss(*stories: str, ttl: int | None = None) -> bytes:
    items = "".join(f"<item><title>A story</title><link>{escape(story)}</link></item>" for story in stories)
    asked = f"<ttl>{ttl}</ttl>" if ttl is not None else ""
    return f'<rss version="2.0"><channel><title>Harbour Post</title>{asked}{items}</channel></rss>'.encode()


def feed_page(*fields: str, ttl: int | None = None) -> bytes:
    return page(rss(ttl=ttl), "Content-Type: application/rss+xml", *fields)


def not_modified(*fields: str) -> bytes:
    return "\r\n".join(["HTTP/1.1 304 Not Modified", *fields, "", ""]).encode("latin-1")


def asked_for(server: LoopbackServer, path: str) -> list[Headers]:
    """The headers of each request for this path, in order."""
    return [headers for asked, headers in requests_of(server) if asked == path]


def requests_of(server: LoopbackServer) -> Iterator[tuple[str, Headers]]:
    for head in server.requests:
        line, _, fields = head.partition(b"\r\n")
        told = fields.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        yield (
            line.split()[1].decode(),
            {name: value.strip() for name, _, value in (field.partition(":") for field in told)},
        )


def conditions(headers: Headers) -> tuple[str, str]:
    return headers.get("If-None-Match", ""), headers.get("If-Modified-Since", "")


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as server:
        yield server


@pytest.fixture
def poll(transactional_db: None) -> Poll:
    """`poll(time)` makes one pass that long after the start: what is due is visited, and nothing else."""
    return lambda since_start: list(run_pass(at(since_start)))


def subscribe(server: LoopbackServer, path: str = "/feed") -> Feed:
    return add_source(server.url(path), at(timedelta(0)))


def due(feed: Feed) -> timedelta:
    """How long after the start it is polled next."""
    feed.refresh_from_db()
    assert feed.next_check_at is not None
    return feed.next_check_at - START


def waits(feed: Feed) -> timedelta:
    """How long after its last poll it is polled next."""
    feed.refresh_from_db()
    assert feed.next_check_at is not None
    assert feed.last_checked_at is not None
    return feed.next_check_at - feed.last_checked_at


def is_wait(measured: timedelta, asked: timedelta) -> bool:
    """Whether it is the wait that is asked for, or the little longer that keeps feeds apart."""
    return asked <= measured <= asked * LATEST
