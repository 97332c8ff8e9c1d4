"""robots.txt is read before anything else, kept for a day, and obeyed (RFC 9309)."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Host
from articles.pipeline import claim_due, work_on
from articles.versioning import Outcome
from tests.fetching.loopback import Answer, LoopbackServer, page, redirect
from tests.politeness.articles import outcomes, publish, story_page, track, visit_all
from tests.politeness.feeds import DAY, HOUR, MINUTE, START, Poll, poll, server

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
FORBIDDING = b"User-agent: Stet\nDisallow: /"


def robots_txt(rules: bytes, *fields: str, status: str = "200 OK") -> bytes:
    return page(rules, "Content-Type: text/plain", *fields, status=status)


@pytest.mark.parametrize(
    ("robots", "outcome", "why"),
    [
        (robots_txt(b""), Outcome.NEW_VERSION, ""),
        (robots_txt(b"User-agent: *\nDisallow:"), Outcome.NEW_VERSION, ""),
        (robots_txt(FORBIDDING), Outcome.FORBIDDEN, "forbids this address"),
        (robots_txt(b"\xef\xbb\xbf" + FORBIDDING), Outcome.FORBIDDEN, "forbids this address"),
        (
            robots_txt(b"User-agent: *\nDisallow: /news/*$\nAllow: /"),
            Outcome.FORBIDDEN,
            "forbids this address",
        ),
        (
            page(b"<!doctype html><html><p>Disallow: /</p></html>", "Content-Type: text/html"),
            "new version",
            "",
        ),
        *[
            (robots_txt(FORBIDDING, status=status), Outcome.FORBIDDEN, "forbids this address")
            for status in ("201 Created", "203 Changed on the way", "206 Part", "299")
        ],
        (b"HTTP/1.1 204 No Content\r\n\r\n", Outcome.NEW_VERSION, ""),
        (robots_txt(b"", status="203 Changed on the way"), Outcome.NEW_VERSION, ""),
        (robots_txt(b"\x89PNG\r\n\x1a\n\0\0\0Disallow: /"), Outcome.NEW_VERSION, ""),
        *[
            (robots_txt(FORBIDDING, status=status), Outcome.NEW_VERSION, "")
            for status in ("400 Bad", "401 Who", "403 Forbidden", "404 Not Found", "410 Gone", "451 Law")
        ],
        *[
            (
                robots_txt(b"", status=status),
                Outcome.BLOCKED,
                f"robots.txt of 127.0.0.1:{{port}} answered {status}",
            )
            for status in ("500 Internal Server Error", "502 Bad Gateway", "504 Gateway Timeout", "599")
        ],
        (robots_txt(b"", "Retry-After: 60", status="503 Busy"), Outcome.BLOCKED, "503 Service Unavailable"),
        (robots_txt(b"", "Retry-After: 60", status="429 Slow"), Outcome.BLOCKED, "429 Too Many Requests"),
        (b"", Outcome.FAILED, "without an answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", Outcome.FAILED, "middle of the answer's head"),
        (robots_txt(b"x", "Content-Encoding: br"), Outcome.FAILED, "not offered"),
        (redirect("/robots.txt"), Outcome.FAILED, "circle"),
        (redirect("http://169.254.169.254/"), Outcome.FAILED, "not a public address"),
    ],
)
def test_what_is_answered_for_robots_txt_decides(
    server: LoopbackServer, poll: Poll, robots: Answer, outcome: str, why: str
) -> None:
    server.answers["/robots.txt"] = robots
    server.answers["/news/1"] = story_page()
    track(server, "/news/1")
    [report] = poll(0 * HOUR)
    assert report.outcome == outcome
    assert why.format(port=server.port) in report.detail
    wanted = ["/robots.txt", "/news/1"] if outcome == Outcome.NEW_VERSION else ["/robots.txt"]
    assert server.asked() == wanted


def test_it_is_read_once_for_all_workers_of_a_host(server: LoopbackServer, poll: Poll) -> None:
    paths = [f"/news/{number}" for number in range(12)]
    publish(server, *paths)
    track(server, *paths)
    assert outcomes(poll(0 * HOUR)) == [Outcome.NEW_VERSION] * 12
    assert server.asked()[0] == "/robots.txt"
    assert server.asked().count("/robots.txt") == 1


def test_it_is_kept_for_a_day_and_no_longer(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/robots.txt"] = robots_txt(
        b"User-agent: *\nDisallow: /x", "Cache-Control: max-age=999999"
    )
    server.answers["/news/1"] = story_page()
    track(server, "/news/1")
    visit_all(0 * HOUR)
    server.answers["/robots.txt"] = robots_txt(FORBIDDING)
    assert outcomes(visit_all(DAY - MINUTE)) == [Outcome.UNCHANGED]
    assert outcomes(visit_all(DAY)) == [Outcome.FORBIDDEN]
    server.answers["/robots.txt"] = robots_txt(b"")
    assert outcomes(visit_all(2 * DAY - MINUTE)) == [Outcome.FORBIDDEN]
    assert outcomes(visit_all(2 * DAY)) == [Outcome.UNCHANGED]
    asked = ["/robots.txt", "/news/1", "/news/1", "/robots.txt", "/robots.txt", "/news/1"]
    assert server.asked() == asked


@pytest.mark.parametrize("failing", [b"", page(b"", status="500 Oh")])
def test_a_host_whose_robots_txt_cannot_be_read_again_is_left_alone_and_comes_back(
    server: LoopbackServer, poll: Poll, failing: bytes
) -> None:
    """What it allowed before counts no more (RFC 9309, 2.3.1.4); also not after 30 days."""
    server.answers["/news/1"] = story_page()
    track(server, "/news/1")
    visit_all(0 * HOUR)
    server.answers["/robots.txt"] = failing
    for day in (1, 2, 3, 4, 5, 32):
        assert set(outcomes(visit_all(day * DAY))) <= {Outcome.BLOCKED, Outcome.FAILED}
    assert server.asked().count("/news/1") == 1
    assert server.asked().count("/robots.txt") == 7
    server.answers["/robots.txt"] = page(b"", status="404 Not Found")
    assert outcomes(visit_all(33 * DAY)) == [Outcome.UNCHANGED]


def test_a_failing_robots_txt_is_asked_for_once_an_hour(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/robots.txt"] = page(b"", status="500 Oh")
    publish(server, "/news/1", "/news/2")
    track(server, "/news/1", "/news/2")
    assert outcomes(visit_all(0 * HOUR)) == [Outcome.BLOCKED] * 2
    assert outcomes(visit_all(59 * MINUTE)) == [Outcome.BLOCKED] * 2
    assert server.asked() == ["/robots.txt"]
    del server.answers["/robots.txt"]
    assert outcomes(visit_all(HOUR)) == [Outcome.NEW_VERSION] * 2


def test_five_redirects_are_followed_to_other_hosts_too(server: LoopbackServer, poll: Poll) -> None:
    with LoopbackServer() as other:
        for hop in range(4):
            server.answers[f"/hop/{hop}"] = redirect(f"/hop/{hop + 1}")
        server.answers["/robots.txt"] = redirect("/hop/0", "301 Moved Permanently")
        server.answers["/hop/3"] = redirect(other.url("/rules"))
        other.answers["/rules"] = robots_txt(b"User-agent: *\nDisallow: /closed")
        publish(server, "/open", "/closed")
        track(server, "/open", "/closed")
        assert sorted(outcomes(poll(0 * HOUR))) == [Outcome.FORBIDDEN, Outcome.NEW_VERSION]
        assert server.asked() == ["/robots.txt", *(f"/hop/{hop}" for hop in range(4)), "/open"]
        assert other.asked() == ["/rules"]
    theirs = Host.objects.get(address=other.url("").removeprefix("http://"))
    assert (theirs.robots_txt, theirs.robots_expires_at) == ("", None)


def test_six_redirects_are_not(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/robots.txt"] = redirect("/hop/1")
    for hop in range(1, 6):
        server.answers[f"/hop/{hop}"] = redirect(f"/hop/{hop + 1}")
    server.answers["/hop/6"] = robots_txt(b"")
    server.answers["/news/1"] = story_page()
    track(server, "/news/1")
    [report] = poll(0 * HOUR)
    assert (report.outcome, "more than 5 redirects" in report.detail) == (Outcome.FAILED, True)
    assert server.asked() == ["/robots.txt", *(f"/hop/{hop}" for hop in range(1, 6))]


def test_a_pass_on_a_clock_far_ahead_leaves_nothing_to_be_believed_for_longer(
    server: LoopbackServer, poll: Poll
) -> None:
    publish(server, "/news/1")
    track(server, "/news/1")
    visit_all(40 * DAY)
    server.answers["/robots.txt"] = robots_txt(FORBIDDING)
    track(server, "/news/2")
    assert outcomes(visit_all(HOUR)) == [Outcome.FORBIDDEN]
    assert outcomes(visit_all(2 * HOUR)) == [Outcome.FORBIDDEN]
    assert server.asked() == ["/robots.txt", "/news/1", "/robots.txt"]


LONG = b"User-agent: *\nDisallow: /early\n" + b"# and so on\n" * 50_000 + b"Disallow: /late\n"
CUT = b"User-agent: *\nDisallow: /early\n"
CUT += b"#" * (500 * 1024 - len(CUT) - len(b"\nDisallow: /")) + b"\nDisallow: /early-and-late\n"
"""Its first 500 KiB end in "Disallow: /"."""


@pytest.mark.parametrize(
    "answer",
    [
        robots_txt(LONG),
        robots_txt(CUT),
        robots_txt(gzip.compress(LONG), "Content-Encoding: gzip"),
        robots_txt(gzip.compress(CUT), "Content-Encoding: gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 99000000\r\n\r\n" + LONG * 3,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + LONG * 3,
    ],
    ids=["long", "cut", "long gzip", "cut gzip", "wrong length", "no length"],
)
def test_of_a_long_one_the_first_500_kib_are_read_however_small_a_page_may_be(
    server: LoopbackServer, poll: Poll, settings: Any, answer: bytes
) -> None:
    settings.FETCH_MAX_BYTES = 100_000
    server.answers["/robots.txt"] = answer
    publish(server, "/early", "/late")
    track(server, "/early", "/late")
    poll(0 * HOUR)
    found = dict(Article.objects.values_list("url", "last_outcome"))
    assert found == {server.url("/early"): Outcome.FORBIDDEN, server.url("/late"): Outcome.NEW_VERSION}


def test_what_stands_beyond_500_kib_is_not_read(server: LoopbackServer, poll: Poll) -> None:
    rules = b"User-agent: *\nDisallow: /early\n" + b"# and so on\n" * 50_000 + b"Disallow: /late\n"
    server.answers["/robots.txt"] = robots_txt(rules)
    publish(server, "/early", "/late")
    track(server, "/early", "/late")
    poll(0 * HOUR)
    found = dict(Article.objects.values_list("url", "last_outcome"))
    assert found == {server.url("/early"): Outcome.FORBIDDEN, server.url("/late"): Outcome.NEW_VERSION}
    assert len(Host.objects.get().robots_txt) <= 500 * 1024


@pytest.mark.parametrize(("asked", "granted"), [(b"7", 7), (b"3600", 60), (b"0.5", 2)])
def test_a_crawl_delay_is_kept_to_up_to_a_minute(
    server: LoopbackServer, transactional_db: None, settings: object, asked: bytes, granted: int
) -> None:
    settings.FETCH_HOST_GAP = timedelta(seconds=2)  # type: ignore[attr-defined]
    server.answers["/robots.txt"] = robots_txt(b"User-agent: *\nCrawl-delay: " + asked)
    track(server, "/news/1")
    [claim] = claim_due(START, 10)
    row = claim.take()
    assert row is not None
    before = timezone.now()
    work_on(row, lambda: START)
    wait, late = Host.objects.get().free_at - before, timezone.now() - before
    assert timedelta(seconds=granted) <= wait <= timedelta(seconds=granted) + late
    assert claim_due(START, 10) == []
    assert server.asked() == ["/robots.txt"]


def test_each_hop_asks_the_robots_txt_of_its_own_host(server: LoopbackServer, poll: Poll) -> None:
    with LoopbackServer() as other:
        other.answers["/robots.txt"] = robots_txt(b"User-agent: Stet/0.1\nDisallow: /closed")
        other.answers["/open"] = redirect("/closed")
        other.answers["/closed"] = story_page()
        server.answers["/news/1"] = redirect(other.url("/open"))
        track(server, "/news/1")
        [report] = poll(0 * HOUR)
        assert report.outcome == Outcome.FORBIDDEN
        assert other.url("").removeprefix("http://") in report.detail
        assert other.asked() == ["/robots.txt", "/open"]
