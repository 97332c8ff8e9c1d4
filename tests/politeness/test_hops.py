"""A redirect's hop is a request like any other: the gap is kept before it, on the same host too."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from articles.models import Article, Host
from articles.versioning import Outcome
from tests.fetching.loopback import Answer, LoopbackServer, page, redirect
from tests.politeness.articles import outcomes, story_page, track
from tests.politeness.feeds import HOUR, Poll, poll

__all__ = ["poll"]
pytestmark = pytest.mark.django_db(transaction=True)
GAP = 0.5
BUSY = 0.1
"""Seconds that a busy machine may take from a request's sending until the server hears of it."""


class TimingServer(LoopbackServer):
    """Keeps when it was asked, on the monotonic clock."""

    def __init__(self) -> None:
        super().__init__()
        self.starts: list[float] = []

    def timed(self, answer: bytes) -> Answer:
        def send(connection: socket.socket) -> None:
            self.starts.append(time.monotonic())
            connection.sendall(answer)

        return send

    def answer(self, **answers: bytes) -> None:
        """At each path, "robots" for that of the robots.txt."""
        for name, answer in answers.items():
            self.answers["/robots.txt" if name == "robots" else f"/{name}"] = self.timed(answer)


@pytest.fixture
def server(settings: Any) -> Iterator[TimingServer]:
    settings.FETCH_HOST_GAP = timedelta(seconds=GAP)
    with TimingServer() as server:
        server.answer(robots=page(b""))
        yield server


def least_gap(*servers: TimingServer) -> float:
    """The shortest one between two requests to one of them."""
    starts = [pairwise(server.starts) for server in servers]
    return min(later - earlier for pairs in starts for earlier, later in pairs)


def test_the_hops_of_a_page_and_of_a_robots_txt_keep_the_gap(server: TimingServer, poll: Poll) -> None:
    server.answer(robots=redirect("/rules"), rules=redirect("/rules2"), rules2=page(b""))
    server.answer(a=redirect("/b"), b=redirect("/c"), c=story_page())
    track(server, "/a")
    assert outcomes(poll(0 * HOUR)) == [Outcome.NEW_VERSION]
    assert server.asked() == ["/robots.txt", "/rules", "/rules2", "/a", "/b", "/c"]
    assert least_gap(server) >= GAP - BUSY


def test_the_way_over_another_host_and_back_keeps_it_too(server: TimingServer, poll: Poll) -> None:
    with TimingServer() as other:
        other.answer(robots=page(b""), b=redirect(server.url("/c")))
        server.answer(a=redirect(other.url("/b")), c=story_page())
        track(server, "/a")
        assert outcomes(poll(0 * HOUR)) == [Outcome.NEW_VERSION]
        assert server.asked()[-1] == "/c"
        assert least_gap(server, other) >= GAP - BUSY


def test_a_longer_gap_than_a_visit_may_last_is_kept_and_said(
    server: TimingServer, poll: Poll, settings: Any
) -> None:
    """Not postponed: it would come to the same redirect at every visit, one request each time."""
    settings.FETCH_DEADLINE = timedelta(seconds=1)
    server.answer(robots=page(b"User-agent: *\nCrawl-delay: 2"), a=redirect("/b"), b=story_page())
    track(server, "/a")
    [report] = poll(0 * HOUR)
    host = Host.objects.get()
    assert (report.outcome, host.failures) == (Outcome.FORBIDDEN, 0)
    assert report.detail == (
        f"a redirect was not followed: {host.address} is to be left alone for 2 s before, "
        "which is longer than the visit may last."
    )
    assert server.asked() == ["/robots.txt", "/a"]
    article = Article.objects.get()
    assert article.next_check_at is not None
    assert article.last_checked_at is not None
    assert article.next_check_at > article.last_checked_at
