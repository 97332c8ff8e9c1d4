"""A host that answers 429 or 503 is left alone: by all its feeds and articles, in all workers."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from articles.models import Article, Feed, Host
from articles.pipeline import claim_due
from articles.versioning import Outcome
from tests.fetching.loopback import LoopbackServer, page, redirect
from tests.politeness.feeds import (
    DAY,
    HOUR,
    MINUTE,
    START,
    Poll,
    at,
    due,
    feed_page,
    is_wait,
    poll,
    rss,
    server,
    subscribe,
    waits,
)

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
STATUSES = ["429 Too Many Requests", "503 Service Unavailable"]


@pytest.fixture
def feed(server: LoopbackServer) -> Feed:
    server.answers["/feed"] = feed_page()
    return subscribe(server)


def blocked_for(feed: Feed, since: timedelta) -> timedelta:
    """For how long its host is left alone, counted from this time after the start."""
    blocked_until = Host.objects.get(pk=feed.host_id).blocked_until
    assert blocked_until is not None
    return blocked_until - START - since


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("told", ["7200", format_datetime(START + 3 * HOUR, usegmt=True)])
def test_the_whole_host_is_left_alone_for_as_long_as_it_asks(
    server: LoopbackServer, poll: Poll, status: str, told: str
) -> None:
    """It is told by one feed, at the first hour, and holds for the other one and for an article."""
    server.answers["/feed"] = page(rss(server.url("/story")))
    server.answers["/sport"] = feed_page()
    feed, other = subscribe(server), subscribe(server, "/sport")
    Article.objects.update(next_check_at=START + 70 * MINUTE)
    Feed.objects.filter(pk=other.pk).update(next_check_at=START + 70 * MINUTE)
    server.answers["/feed"] = page(b"later", f"Retry-After: {told}", status=status)
    [report] = poll(HOUR)
    assert (report.outcome, "not asked again before 2026-10-03 09:00 UTC" in report.detail) == (
        Outcome.BLOCKED,
        True,
    )
    asked = server.asked()
    for later in (70 * MINUTE, 2 * HOUR, 3 * HOUR - timedelta(seconds=1)):
        assert poll(later) == []
        assert not claim_due(at(later)(), 10)
    assert server.asked() == asked
    server.answers["/feed"] = feed_page()
    assert {report.url for report in poll(3 * HOUR)} == {
        feed.url,
        other.url,
        server.url("/story"),
    }


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("told", [[], ["Retry-After: soon"]])
def test_who_does_not_say_for_how_long_is_left_alone_ever_longer(
    server: LoopbackServer, poll: Poll, feed: Feed, status: str, told: list[str]
) -> None:
    server.answers["/feed"] = page(b"later", *told, status=status)
    now, waited = HOUR, []
    for _ in range(8):
        asked = server.asked().count("/feed")
        [report] = poll(now)
        assert (report.outcome, server.asked().count("/feed")) == (Outcome.BLOCKED, asked + 1)
        waited.append(blocked_for(feed, now))
        assert poll(now + waited[-1] - timedelta(seconds=1)) == []
        now += max(waited[-1], DAY + HOUR)  # its own back-off may be the longer one
    assert [wait / HOUR for wait in waited] == [4, 8, 16, 32, 64, 128, 168, 168]


@pytest.mark.parametrize("answer", [feed_page(), page(status="404 Not Found"), page(status="500 Broken")])
def test_any_other_answer_begins_anew(server: LoopbackServer, poll: Poll, feed: Feed, answer: bytes) -> None:
    patience = page(b"later", status="429 Too Many Requests")
    waited = []
    for number, given in enumerate((patience, patience, answer, patience)):
        server.answers["/feed"] = given
        now = (1 + number) * 2 * DAY
        poll(now)
        waited.append(blocked_for(feed, now) / HOUR if given == patience else None)
    assert waited == [4, 8, None, 4]


def test_what_robots_txt_answers_does_not_begin_anew(server: LoopbackServer, poll: Poll, feed: Feed) -> None:
    """It is a file that any server can give, and is read every day."""
    server.answers["/feed"] = page(b"later", status="503 Service Unavailable")
    poll(HOUR)
    poll(2 * DAY)
    assert server.asked().count("/robots.txt") == 2
    assert blocked_for(feed, 2 * DAY) == 8 * HOUR


def test_robots_txt_asks_for_patience_too(server: LoopbackServer, poll: Poll, feed: Feed) -> None:
    server.answers["/robots.txt"] = page(b"", status="503 Service Unavailable")
    for number, hours in ((1, 4), (2, 8)):
        poll(number * 2 * DAY)
        assert blocked_for(feed, number * 2 * DAY) == hours * HOUR
    assert server.asked().count("/feed") == 1


@pytest.mark.parametrize("told", ["0", format_datetime(START - HOUR, usegmt=True)])
def test_at_once_is_no_invitation_to_hammer(
    server: LoopbackServer, poll: Poll, feed: Feed, told: str
) -> None:
    server.answers["/feed"] = page(b"later", f"Retry-After: {told}", status="503 Service Unavailable")
    for wanted in (30 * MINUTE, HOUR, 2 * HOUR):
        now = due(feed)
        [report] = poll(now)
        assert (report.outcome, report.detail) == (
            Outcome.BLOCKED,
            "the server answered 503 Service Unavailable.",
        )
        assert is_wait(waits(feed), wanted)
    assert Host.objects.get(pk=feed.host_id).refusals == 0


def test_it_is_the_host_that_answered_who_is_left_alone(server: LoopbackServer, poll: Poll) -> None:
    with LoopbackServer() as other:
        server.answers["/feed"] = redirect(other.url("/there"))
        other.answers["/there"] = feed_page()
        feed = subscribe(server)
        other.answers["/there"] = page(b"", "Retry-After: 86400", status="429 Too Many Requests")
        poll(HOUR)
        assert Host.objects.get(pk=feed.host_id).blocked_until is None
        assert Host.objects.for_url(other.url()).blocked_until == START + HOUR + DAY
        asked = len(other.asked())
        [report] = poll(3 * HOUR)
        assert "is left alone until" in report.detail
        assert len(other.asked()) == asked
