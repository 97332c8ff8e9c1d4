"""What a server said of a version of its feed goes back to it, to the address that said it, and to no other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.versioning import Outcome
from tests.conftest import ROOT
from tests.fetching.loopback import LoopbackServer, page, redirect
from tests.politeness.feeds import (
    DAY,
    HOUR,
    START,
    Poll,
    asked_for,
    conditions,
    feed_page,
    not_modified,
    poll,
    rss,
    server,
    subscribe,
)

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
MONDAY, TUESDAY = "Mon, 02 Nov 2026 08:00:00 GMT", "Tue, 03 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("etag", "last_modified"),
    [
        ('W/"a b"', MONDAY),
        ("unquoted", "yesterday, about noon"),
        ('"é\xa0;,"', "1793606400"),
        ('"gz-abc--gzip"', ""),
        ("", MONDAY.lower()),
        ("", ""),
    ],
)
def test_validators_are_echoed_byte_for_byte_and_never_invented(
    server: LoopbackServer, poll: Poll, etag: str, last_modified: str
) -> None:
    fields = [f"ETag: {etag}"] * bool(etag) + [f"Last-Modified: {last_modified}"] * bool(last_modified)
    server.answers["/feed"] = feed_page(*fields)
    subscribe(server)
    poll(HOUR)
    poll(2 * HOUR)
    sent = [conditions(headers) for headers in asked_for(server, "/feed")]
    assert sent == [("", ""), (etag, last_modified), (etag, last_modified)]


def test_new_validators_are_kept_of_a_304_too(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/feed"] = feed_page('ETag: "1"', f"Last-Modified: {MONDAY}")
    subscribe(server)
    server.answers["/feed"] = not_modified('ETag: "2"')
    assert [report.outcome for report in poll(HOUR)] == [Outcome.UNCHANGED]
    server.answers["/feed"] = not_modified(f"Last-Modified: {TUESDAY}")
    poll(2 * HOUR)
    server.answers["/feed"] = not_modified()
    poll(3 * HOUR)
    poll(4 * HOUR)
    sent = [conditions(headers) for headers in asked_for(server, "/feed")][1:]
    assert sent == [('"1"', MONDAY), ('"2"', MONDAY), ('"2"', TUESDAY), ('"2"', TUESDAY)]


def test_a_whole_answer_without_validators_ends_those_of_before(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/feed"] = feed_page('ETag: "1"', f"Last-Modified: {MONDAY}")
    subscribe(server)
    server.answers["/feed"] = feed_page('ETag: "2"')
    poll(HOUR)
    server.answers["/feed"] = feed_page()
    poll(2 * HOUR)
    poll(3 * HOUR)
    sent = [conditions(headers) for headers in asked_for(server, "/feed")][1:]
    assert sent == [('"1"', MONDAY), ('"2"', ""), ("", "")]


@pytest.mark.parametrize("status", ["302 Found", "301 Moved Permanently"])
def test_behind_a_redirect_they_go_to_the_address_whose_they_are(
    server: LoopbackServer, poll: Poll, status: str
) -> None:
    server.answers["/feed"] = redirect("/hop", status)
    server.answers["/hop"] = redirect("/there", status)
    server.answers["/there"] = feed_page('ETag: "there"', f"Last-Modified: {MONDAY}")
    feed = subscribe(server)
    server.answers["/there"] = not_modified('ETag: "there-2"')
    assert [report.outcome for report in poll(HOUR)] == [Outcome.UNCHANGED]
    poll(2 * HOUR)
    feed.refresh_from_db()
    assert (feed.url, feed.validators_url) == (server.url("/feed"), server.url("/there"))
    sent = [conditions(headers) for headers in asked_for(server, "/there")]
    assert sent == [("", ""), ('"there"', MONDAY), ('"there-2"', MONDAY)]
    for path in ("/feed", "/hop"):
        assert {conditions(headers) for headers in asked_for(server, path)} == {("", "")}


def test_they_go_nowhere_else(server: LoopbackServer, poll: Poll) -> None:
    with LoopbackServer() as other:
        server.answers["/feed"] = redirect("/there")
        server.answers["/there"] = feed_page('ETag: "there"')
        subscribe(server)
        server.answers["/feed"] = redirect(other.url("/there"))
        other.answers["/there"] = feed_page('ETag: "other"')
        poll(HOUR)
        assert [conditions(headers) for headers in asked_for(other, "/there")] == [("", "")]
        server.answers["/feed"] = feed_page('ETag: "here"')
        poll(2 * HOUR)
        server.answers["/feed"] = redirect(other.url("/there"))
        poll(3 * HOUR)
        assert [conditions(headers) for headers in asked_for(other, "/there")] == [("", "")] * 2
    sent = [conditions(headers)[0] for headers in asked_for(server, "/feed")]
    assert sent == [*[""] * 4, '"here"']  # twice in the first hour: the other host's robots.txt came first


def test_a_304_that_nobody_asked_for_tells_nothing(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/feed"] = feed_page('ETag: "1"')
    feed = subscribe(server)
    server.answers["/feed"] = redirect("/there")
    server.answers["/there"] = not_modified('ETag: "there"')
    [report] = poll(HOUR)
    assert (report.outcome, "set no condition" in report.detail) == (Outcome.FAILED, True)
    feed.refresh_from_db()
    assert (feed.etag, feed.validators_url) == ('"1"', "")


def test_a_feed_is_fetched_whole_once_in_its_life(
    server: LoopbackServer, poll: Poll, capsys: pytest.CaptureFixture[str]
) -> None:
    link = b'<html><link rel="alternate" type="application/rss+xml" href="/feed"><p>Hello</p></html>'
    server.answers["/"] = page(link, "Content-Type: text/html", 'ETag: "page"')
    server.answers["/feed"] = feed_page('ETag: "1"')
    subscribe(server, "/")
    assert server.asked() == ["/robots.txt", "/", "/feed"]
    server.answers["/feed"] = not_modified()
    poll(HOUR)
    call_command("poll", all=True, at=(START + HOUR).isoformat())
    server.answers["/feed"] = page(b"", status="500 Internal Server Error")
    poll(3 * HOUR)
    server.answers["/feed"] = page(b"<html>not a feed today</html>", 'ETag: "error"')
    poll(6 * HOUR)
    server.answers["/feed"] = not_modified()
    poll(DAY)
    sent = [conditions(headers)[0] for headers in asked_for(server, "/feed")]
    assert sent == ["", *['"1"'] * 5]
    assert len(asked_for(server, "/")) == 1


def test_a_restart_causes_no_early_poll(server: LoopbackServer, tmp_path: Path) -> None:
    """Each command is a process of its own, with a database on disk."""
    server.answers["/feed"] = page(rss(), 'ETag: "1"')
    environment = {
        "PATH": os.environ["PATH"],
        "STET_ENV_FILE": os.devnull,
        "STET_DATA_DIR": str(tmp_path),
        "FETCH_ALLOW_NETS": "127.0.0.0/8",
        "FETCH_HOST_GAP": "0",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    manage("migrate", "-v0")
    manage("add_source", server.url("/feed"))
    assert "Nothing was visited" in manage("poll")
    assert len(asked_for(server, "/feed")) == 1
    server.answers["/feed"] = not_modified()
    assert "1 visited: 1 unchanged" in manage("poll", "--all")
    assert "Nothing was visited" in manage("poll")
    assert [conditions(headers) for headers in asked_for(server, "/feed")] == [("", ""), ('"1"', "")]
