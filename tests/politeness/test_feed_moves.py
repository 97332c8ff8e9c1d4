"""A feed's address: kept where it moved to for good, and given up where nothing is any more."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.models import Feed, Host
from articles.versioning import Outcome
from tests.admin.test_desk import act
from tests.fetching.loopback import LoopbackServer, page, redirect
from tests.politeness.feeds import (
    DAY,
    HOUR,
    START,
    Poll,
    asked_for,
    conditions,
    due,
    feed_page,
    not_modified,
    poll,
    server,
    subscribe,
)

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
MOVED, PERMANENT = "301 Moved Permanently", "308 Permanent Redirect"
TEMPORARY = ["302 Found", "303 See Other", "307 Temporary Redirect"]
NEVER = [*[HOUR * hours for hours in (1, 13, 26, 39)], 3 * DAY]


@pytest.fixture
def feed(server: LoopbackServer) -> Feed:
    """It was polled at the start, and answers at /new too."""
    server.answers["/feed"] = server.answers["/new"] = feed_page('ETag: "new"')
    return subscribe(server)


def address(feed: Feed) -> str:
    feed.refresh_from_db()
    return feed.url


def stopped(feed: Feed) -> str:
    """Why it is not polled any more."""
    feed.refresh_from_db()
    assert bool(feed.stopped) == (feed.next_check_at is None)
    return feed.stopped


@pytest.mark.parametrize("status", [MOVED, PERMANENT])
def test_a_move_is_kept_after_three_polls_over_a_day(
    server: LoopbackServer, poll: Poll, feed: Feed, status: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers["/feed"] = redirect("/new", status)
    for hours in (1, 13, 24):
        poll(hours * HOUR)
        assert address(feed) == server.url("/feed")
    assert (feed.moved_to, feed.moved_since, feed.moved_times) == (server.url("/new"), START + HOUR, 3)
    caplog.set_level("INFO")
    server.answers["/new"] = not_modified()
    poll(25 * HOUR)
    assert address(feed) == server.url("/new")
    assert f"Feed {feed.pk} moved for good to '{server.url('/new')}'." in caplog.text
    asked = len(asked_for(server, "/feed"))
    poll(26 * HOUR)
    assert len(asked_for(server, "/feed")) == asked
    sent = [conditions(headers)[0] for headers in asked_for(server, "/new")]
    assert sent == ["", *['"new"'] * 4]  # whole once, the first time, and not again as its own address


def test_two_polls_a_day_apart_are_too_few(server: LoopbackServer, poll: Poll, feed: Feed) -> None:
    server.answers["/feed"] = redirect("/new", MOVED)
    poll(HOUR)
    poll(2 * DAY)
    assert address(feed) == server.url("/feed")
    poll(2 * DAY + HOUR)
    assert address(feed) == server.url("/new")


def test_its_host_moves_with_it(server: LoopbackServer, poll: Poll, feed: Feed) -> None:
    with LoopbackServer() as other:
        other.answers["/new"] = feed_page()
        server.answers["/feed"] = redirect(other.url("/new"), MOVED)
        for hours in (1, 13, 26):
            poll(hours * HOUR)
        assert address(feed) == other.url("/new")
        assert feed.host == Host.objects.for_url(other.url())
        asked = len(server.asked())
        assert [report.outcome for report in poll(27 * HOUR)] == [Outcome.UNCHANGED]
        assert len(server.asked()) == asked


@pytest.mark.parametrize(
    ("hops", "is_kept"),
    [
        ([MOVED, PERMANENT], True),
        *[([MOVED, status], False) for status in TEMPORARY],
        *[([status, MOVED], False) for status in TEMPORARY],
        *[([status], False) for status in TEMPORARY],
    ],
)
def test_every_hop_must_be_permanent_and_the_last_address_is_kept(
    server: LoopbackServer, poll: Poll, feed: Feed, hops: list[str], is_kept: bool
) -> None:
    path = "/feed"
    for number, status in enumerate(hops, 1):
        following = "/new" if number == len(hops) else f"/hop-{number}"
        server.answers[path] = redirect(following, status)
        path = following
    for time in NEVER:
        poll(time)
    assert address(feed) == server.url("/new" if is_kept else "/feed")


@pytest.mark.parametrize(
    "answer",
    [
        feed_page(),
        redirect("/new", TEMPORARY[0]),
        redirect("/other", MOVED),
        page(status="404 Not Found"),
        page(b"later", "Retry-After: 0", status="503 Service Unavailable"),
        redirect("/no-feed", MOVED),
    ],
)
def test_anything_else_in_between_begins_anew(
    server: LoopbackServer, poll: Poll, feed: Feed, answer: bytes
) -> None:
    server.answers["/other"] = feed_page()
    server.answers["/no-feed"] = page(b"<html><p>Our feed has moved.</p></html>")
    server.answers["/feed"] = redirect("/new", MOVED)
    poll(HOUR)
    poll(13 * HOUR)
    server.answers["/feed"] = answer
    poll(20 * HOUR)
    server.answers["/feed"] = redirect("/new", MOVED)
    for hours in (26, 39, 49):
        poll(hours * HOUR)
        assert address(feed) == server.url("/feed")
    poll(50 * HOUR)
    assert address(feed) == server.url("/new")


def test_a_fetch_that_nobody_answers_tells_nothing_of_the_address(
    server: LoopbackServer, poll: Poll, feed: Feed
) -> None:
    for hours in (1, 13):
        server.answers["/feed"] = redirect("/new", MOVED)
        poll(hours * HOUR)
    server.answers["/feed"] = b""
    [report] = poll(20 * HOUR)
    assert report.outcome == Outcome.FAILED
    server.answers["/feed"] = redirect("/new", MOVED)
    poll(25 * HOUR)
    assert address(feed) == server.url("/new")


@pytest.mark.parametrize("answer", [page(b"<html><p>Gone</p></html>"), page(status="404 Not Found")])
def test_a_target_that_is_no_feed_is_never_kept(
    server: LoopbackServer, poll: Poll, feed: Feed, answer: bytes
) -> None:
    server.answers["/feed"], server.answers["/new"] = redirect("/new", MOVED), answer
    for time in NEVER:
        poll(time)
    assert address(feed) == server.url("/feed")
    assert feed.moved_times == 0


def test_a_feed_that_moved_to_another_ones_address_is_stopped(
    server: LoopbackServer, poll: Poll, feed: Feed
) -> None:
    other = subscribe(server, "/new")
    server.answers["/feed"] = redirect("/new", MOVED)
    for hours in (1, 13, 26):
        poll(hours * HOUR)
    assert server.url("/new") in stopped(feed)
    assert "another feed of Harbour Post" in feed.stopped
    assert address(feed) == server.url("/feed")
    assert stopped(other) == ""
    asked = len(asked_for(server, "/feed"))
    poll(9 * DAY)
    assert len(asked_for(server, "/feed")) == asked


def test_410_stops_a_feed_at_once(
    server: LoopbackServer, poll: Poll, feed: Feed, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers["/feed"] = page(status="410 Gone")
    [report] = poll(HOUR)
    assert report.outcome == Outcome.GONE
    assert "410" in stopped(feed)
    assert "not polled any more" in caplog.text
    assert poll(90 * DAY) == []
    source = client.get(feed.source.get_absolute_url()).content.decode()
    assert "not polled any more: its address answered 410" in source


def test_30_days_of_404_stop_a_feed(
    server: LoopbackServer, poll: Poll, feed: Feed, client: Client, admin_client: Client
) -> None:
    server.answers["/feed"] = page(status="404 Not Found")
    now, asked = HOUR, len(server.asked())
    while now - HOUR < 30 * DAY:
        [report] = poll(now)
        assert (report.outcome, stopped(feed)) == (Outcome.GONE, "")
        now = due(feed)
    poll(now)
    assert stopped(feed) == "its address has answered 404 since 3 October 2026"
    assert server.asked().count("/feed") < asked + 45
    for page_of in (
        client.get(feed.source.get_absolute_url()),
        client.get(reverse("sources")),
        admin_client.get(reverse("admin:articles_feed_changelist")),
        admin_client.get(reverse("admin:articles_feed_change", args=[feed.pk])),
    ):
        assert "its address has answered 404 since 3 October 2026" in page_of.content.decode()


@pytest.mark.parametrize("answer", [feed_page(), page(status="500 Broken"), page(status="403 Forbidden")])
def test_anything_but_404_within_30_days_begins_anew(
    server: LoopbackServer, poll: Poll, feed: Feed, answer: bytes
) -> None:
    for day in range(1, 29):
        server.answers["/feed"] = page(status="404 Not Found")
        poll(day * DAY + HOUR)
    server.answers["/feed"] = answer
    poll(30 * DAY)
    server.answers["/feed"] = page(status="404 Not Found")
    for day in (32, 50, 60):
        poll(day * DAY)
        assert stopped(feed) == ""
    poll(63 * DAY)
    assert "since 4 November 2026" in stopped(feed)


def test_resuming_a_stopped_feed_polls_it_again(
    server: LoopbackServer, poll: Poll, feed: Feed, admin_client: Client
) -> None:
    server.answers["/feed"] = page(status="410 Gone")
    poll(HOUR)
    assert "410" in stopped(feed)
    assert "due at once" in act(admin_client, "feed", "resume", feed.pk)
    assert LogEntry.objects.get().change_message == "Resumed."
    assert stopped(feed) == ""
    assert (feed.missing_since, feed.failures) == (None, 0)
    Feed.objects.update(next_check_at=START)
    server.answers["/feed"] = feed_page()
    assert [report.outcome for report in poll(2 * HOUR)] == [Outcome.UNCHANGED]
    assert stopped(feed) == ""


def test_checking_a_stopped_feed_once_tells_whether_it_is_back(
    server: LoopbackServer, poll: Poll, feed: Feed, admin_client: Client
) -> None:
    server.answers["/feed"] = page(status="410 Gone")
    poll(HOUR)
    for answer, why in ((page(status="410 Gone"), "410"), (feed_page(), "")):
        server.answers["/feed"] = answer
        act(admin_client, "feed", "check_now", feed.pk)
        Feed.objects.update(next_check_at=START)
        poll(2 * HOUR)
        assert why in stopped(feed)
    assert feed.stopped == ""


def test_the_admin_tells_of_redirects(
    server: LoopbackServer, poll: Poll, feed: Feed, admin_client: Client
) -> None:
    def told() -> str:
        return admin_client.get(reverse("admin:articles_feed_change", args=[feed.pk])).content.decode()

    server.answers["/feed"] = redirect("/new", MOVED)
    poll(HOUR)
    poll(13 * HOUR)
    assert f"lead to {server.url('/new')} since 2026-10-03 07:00 UTC (2 polls)" in told()
    poll(26 * HOUR)
    assert "led here, for good, on 2026-10-04 08:00 UTC" in told()
    poll(27 * HOUR)
    assert "led here, for good, on 2026-10-04 08:00 UTC" in told()
