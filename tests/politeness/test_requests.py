"""What Stet sends: who asks, what for, and nothing else."""

import re

import pytest
from django.conf import settings

from articles.models import Article
from articles.versioning import Outcome
from tests.fetching.loopback import LoopbackServer, page, redirect
from tests.politeness.articles import outcomes, story_page, track, visit_all
from tests.politeness.feeds import DAY, HOUR, MINUTE, Poll, poll, requests_of, rss, server, subscribe

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)

ROBOTS = "text/plain,*/*;q=0.1"
FEEDS = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.1"
PAGES = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
SENT = {"Host", "User-Agent", "Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since"}
ETAG, MONDAY = 'W/"1"', "Mon, 02 Nov 2026 08:00:00 GMT"


def request(server: LoopbackServer, path: str, accept: str, *conditions: str) -> bytes:
    """A whole request. Without a connection that is kept, a language, a referer: an answer that is the same for all."""
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        f"User-Agent: {settings.FETCH_USER_AGENT}",
        f"Accept: {accept}",
        "Accept-Encoding: gzip, deflate",
        *conditions,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def test_each_request_is_these_lines_in_this_order(server: LoopbackServer, poll: Poll) -> None:
    feed, story = "/feed?of=news&b=%20", "/news/1?id=7&utm_source=rss&x"
    validators = (f"ETag: {ETAG}", f"Last-Modified: {MONDAY}")
    server.answers[feed] = page(rss(server.url(f"{story}#top")), *validators)
    server.answers[story] = story_page(*validators)
    subscribe(server, feed)
    poll(0 * HOUR)
    visit_all(HOUR)
    conditions = (f"If-None-Match: {ETAG}", f"If-Modified-Since: {MONDAY}")
    assert server.requests == [
        request(server, "/robots.txt", ROBOTS),
        request(server, feed, FEEDS),
        request(server, story, PAGES),
        request(server, feed, FEEDS, *conditions),
        request(server, story, PAGES, *conditions),
    ]


def test_stet_says_its_name_its_version_and_whom_to_ask() -> None:
    assert re.fullmatch(r"Stet/\d[\w.+-]* \(\+https?://\S+/about/\)", settings.FETCH_USER_AGENT)


def test_nothing_that_a_server_hands_out_comes_back_to_it_or_to_another(
    server: LoopbackServer, poll: Poll
) -> None:
    """Names of cookies hold for all ports of a host: a jar would send them to either server."""
    cookies = (
        "Set-Cookie: id=1; Path=/",
        "Set-Cookie: also=2; Max-Age=99999; SameSite=None",
        "Set-Cookie2: x=3",
    )
    asks = (
        "Accept-CH: DPR, Width",
        'Alt-Svc: h2=":443"',
        "Refresh: 0; url=/refreshed",
        "Link: </x>; rel=preload",
    )
    with LoopbackServer() as other:
        server.answers["/robots.txt"] = page(b"", *cookies)
        server.answers["/news/1"] = page(b"", "Location: /news/2", *cookies, *asks, status="302 Found")
        server.answers["/news/2"] = page(
            b"", f"Location: {other.url('/3?id=4')}", *cookies, status="301 Moved"
        )
        other.answers["/3?id=4"] = page(
            b"", f"Location: {server.url('/news/4')}", *cookies, status="307 Moved"
        )
        server.answers["/news/4"] = story_page(*cookies, *asks)
        track(server, "/news/1")
        assert outcomes(poll(0 * HOUR)) == [Outcome.NEW_VERSION]
        assert outcomes(visit_all(HOUR)) == [Outcome.UNCHANGED]
        paths = ["/news/1", "/news/2", "/news/4"]
        begun_again = [*paths[:2], *paths]  # once the robots.txt of the other is known
        assert server.asked() == ["/robots.txt", *begun_again, *paths]
        assert other.asked() == ["/robots.txt", "/3?id=4", "/3?id=4"]
        for _, headers in [*requests_of(server), *requests_of(other)]:
            assert set(headers) - {""} <= SENT


def test_a_page_in_an_encoding_that_was_not_offered_is_no_version(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/news/1"] = story_page("Content-Encoding: br")
    [article] = track(server, "/news/1")
    [report] = poll(0 * HOUR)
    assert (report.outcome, "encoded as br, which was not offered" in report.detail) == (Outcome.FAILED, True)
    article.refresh_from_db()
    assert article.versions_count == 0
    server.answers["/news/1"] = story_page()
    assert outcomes(visit_all(DAY)) == [Outcome.NEW_VERSION]


def test_a_page_has_a_connection_of_its_own(server: LoopbackServer, poll: Poll) -> None:
    """It is closed by whoever opened it, also where the server would keep it."""
    closed = []

    def keep(connection: object) -> None:
        connection.sendall(story_page("Connection: keep-alive", "Keep-Alive: timeout=60"))  # type: ignore[attr-defined]
        closed.append(connection.recv(1) == b"")  # type: ignore[attr-defined]

    server.answers["/news/1"] = keep
    track(server, "/news/1")
    poll(0 * HOUR)
    visit_all(10 * MINUTE)
    assert closed == [True, True]
    assert Article.objects.get().failures == 0


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "303 See Other", "307 x", "308 x"])
def test_a_redirect_to_the_same_page_without_a_cookie_ends(
    server: LoopbackServer, poll: Poll, status: str
) -> None:
    """Sites that want a cookie redirect to themselves until they get it."""
    server.answers["/news/1"] = redirect("/news/1", status)
    track(server, "/news/1")
    [report] = poll(0 * HOUR)
    assert (report.outcome, "circle" in report.detail) == (Outcome.FAILED, True)
    assert server.asked() == ["/robots.txt", "/news/1"]
