"""A redirect's hop is a request like any other: the gap is kept before it, on the same host too."""

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from articles.models import Article, Event, Host
from articles.versioning import Outcome
from tests.fetching.loopback import Answer, LoopbackServer, page, redirect
from tests.politeness.articles import outcomes, story_page, track
from tests.politeness.feeds import (
    DAY,
    HOUR,
    MINUTE,
    START,
    Poll,
    asked_for,
    conditions,
    feed_page,
    not_modified,
    poll,
    subscribe,
)

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
    settings.FETCH_DEADLINE = timedelta(seconds=1)
    server.answer(robots=page(b"User-agent: *\nCrawl-delay: 2"), a=redirect("/b"), b=story_page())
    track(server, "/a")
    [report] = poll(0 * HOUR)
    host = Host.objects.get()
    assert (report.outcome, host.failures) == (Outcome.NOT_FOLLOWED, 0)
    assert report.detail == (
        f"a redirect was not followed: {host.address} is to be left alone for 2 s before, "
        "which is longer than the visit may last."
    )
    assert server.asked() == ["/robots.txt", "/a"]
    article = Article.objects.get()
    assert article.next_check_at is not None
    assert article.last_checked_at is not None
    assert article.next_check_at > article.last_checked_at


@pytest.fixture
def slow(server: TimingServer, settings: Any) -> TimingServer:
    """A host with a longer crawl delay than a visit may last."""
    settings.FETCH_DEADLINE = timedelta(seconds=0.5)
    server.answer(robots=page(b"User-agent: *\nCrawl-delay: 0.6"))
    return server


def test_a_redirect_that_a_visit_has_no_time_for_is_followed_by_the_next(
    slow: TimingServer, poll: Poll
) -> None:
    """With the validators of the address that it asks, and no others."""
    slow.answer(a=story_page('ETag: "of-a"'))
    track(slow, "/a")
    poll(0 * HOUR)
    slow.answer(a=redirect("/b"), b=story_page('ETag: "of-b"'))
    assert outcomes(poll(HOUR)) == [Outcome.NOT_FOLLOWED]
    assert outcomes(poll(HOUR + 5 * MINUTE)) == [Outcome.UNCHANGED]
    article = Article.objects.get()
    assert [alias.url for alias in article.aliases.all()] == [slow.url("/b")]
    assert Event.objects.get().kind == Event.Kind.REDIRECTED
    slow.answer(b=not_modified())
    assert outcomes(poll(DAY)) == [Outcome.NOT_FOLLOWED]
    assert outcomes(poll(DAY + 5 * MINUTE)) == [Outcome.UNCHANGED]
    assert slow.asked() == ["/robots.txt", "/a", "/a", "/b", "/robots.txt", "/a", "/b"]
    assert [conditions(headers)[0] for headers in asked_for(slow, "/a")] == ["", '"of-a"', ""]
    assert [conditions(headers)[0] for headers in asked_for(slow, "/b")] == ["", '"of-b"']
    assert least_gap(slow) >= 0.6 - BUSY


def test_a_page_that_is_gone_where_a_redirect_leads_is_looked_for_there_again(
    slow: TimingServer, poll: Poll
) -> None:
    slow.answer(a=redirect("/b"), b=story_page())
    track(slow, "/a")
    for minute in (0, 5):
        poll(minute * MINUTE)
    slow.answer(b=page(status="404 Not Found"))
    reports = [poll(DAY + minute * MINUTE) for minute in (0, 5, 10)]
    assert [outcomes(each) for each in reports] == [[Outcome.NOT_FOLLOWED], [Outcome.GONE], [Outcome.GONE]]
    assert Article.objects.get().removed_at == START + DAY + 5 * MINUTE


def test_redirects_in_a_circle_are_followed_ever_more_seldom(slow: TimingServer, poll: Poll) -> None:
    slow.answer(a=redirect("/b"), b=redirect("/a"))
    track(slow, "/a")
    waits = []
    for _ in range(5):
        due = Article.objects.get().next_check_at
        assert due is not None
        poll(due - START)
        article = Article.objects.get()
        assert article.last_checked_at is not None
        assert article.next_check_at is not None
        waits.append(article.next_check_at - article.last_checked_at)
    assert waits[2:] == sorted(waits[2:])
    assert waits[-1] > waits[1]
    assert Host.objects.get().failures == 0


def test_a_feed_is_found_as_soon_as_its_host_may_be_asked_again(slow: TimingServer, poll: Poll) -> None:
    slow.answer(feed=feed_page())
    feed = subscribe(slow)
    slow.answer(feed=redirect("/new"), new=feed_page())
    assert outcomes(poll(HOUR)) == [Outcome.NOT_FOLLOWED, Outcome.UNCHANGED]
    feed.refresh_from_db()
    assert (feed.failures, feed.moved_to) == (0, "")
    assert slow.asked()[-2:] == ["/feed", "/new"]
    assert least_gap(slow) >= 0.6 - BUSY
