"""What a host asks for, and is granted: patience, its robots.txt, and a gap between requests."""

import time
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article, Host, Source
from articles.pipeline import work_on
from articles.versioning import Outcome
from tests.newsroom import Newsroom, Page, open_newsroom
from tests.pipeline.conftest import START, A, Poll, claim_one, outcomes


def test_a_host_that_asks_for_patience_is_left_alone(
    newsroom: Newsroom, story: Article, poll: Poll, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.pages["/news/1"].status = 429
    newsroom.pages["/news/1"].headers = {"Retry-After": "7200"}
    assert outcomes(poll, 30) == [Outcome.BLOCKED]
    asked = len(newsroom.log)
    assert poll(100, everything=True) == []
    call_command("poll", at="2026-11-24T07:40Z")
    assert "1 due, but their hosts are left alone for now" in capsys.readouterr().out
    assert len(newsroom.log) == asked
    newsroom.publish("/news/1", *A)
    assert outcomes(poll, 151) == [Outcome.UNCHANGED]


def test_robots_txt_that_asks_for_patience_is_granted_it(newsroom: Newsroom, poll: Poll) -> None:
    newsroom.publish("/news/1", *A)
    newsroom.pages["/robots.txt"] = Page(b"", 503, {"Retry-After": "86400"})
    source = Source.objects.create(name="Post", slug="post")
    Article.objects.track(f"{newsroom.url}/news/1", source, START)
    assert outcomes(poll, 0) == [Outcome.BLOCKED]
    assert poll(23 * 60, everything=True) == []
    assert len(newsroom.log) == 1


def test_robots_txt_is_read_once_a_day_and_obeyed(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    assert len(newsroom.asked("/robots.txt")) == 1
    newsroom.pages["/robots.txt"] = robots = Page(b"User-agent: Stet\nDisallow: /news/")
    robots.headers = {"Content-Type": "text/plain"}
    poll(30)
    assert len(newsroom.asked("/robots.txt")) == 1
    asked = len(newsroom.asked("/news/1"))
    report = poll(25 * 60)[0]
    assert report.outcome == Outcome.FORBIDDEN
    assert "robots.txt" in report.detail
    assert poll(25 * 60 + 1, everything=True)[0].outcome == Outcome.FORBIDDEN
    assert len(newsroom.asked("/robots.txt")) == 2
    assert len(newsroom.asked("/news/1")) == asked


def test_a_redirect_to_another_host_is_followed_by_that_hosts_robots_txt(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    with open_newsroom() as other:
        other.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /closed")
        for path in ("/open", "/closed"):
            other.publish(path, *A)
        newsroom.pages["/news/1"] = Page(b"", 302, {"Location": f"{other.url}/closed"})
        [report] = poll(30)
        assert (report.outcome, "robots.txt" in report.detail) == (Outcome.FORBIDDEN, True)
        newsroom.pages["/news/1"].headers = {"Location": f"{other.url}/open"}
        assert outcomes(poll, 70) == [Outcome.UNCHANGED]
        assert [asked.path for asked in other.log] == ["/robots.txt", "/open"]


def test_a_turn_that_ran_out_asks_for_nothing_not_even_robots_txt(
    newsroom: Newsroom, poll: Poll, settings: Any
) -> None:
    source = Source.objects.create(name="Post", slug="post")
    Article.objects.track(newsroom.publish("/news/1", *A), source, START)
    row = claim_one(START)
    with time_machine.travel(timezone.now() + settings.LEASE + timedelta(seconds=1)):
        assert work_on(row, lambda: START) is None
    assert newsroom.log == []


def test_the_gap_is_counted_from_the_last_request_of_a_visit(
    newsroom: Newsroom, story: Article, poll: Poll, settings: Any
) -> None:
    settings.FETCH_HOST_GAP = timedelta(seconds=1)
    answered: list[datetime] = []

    def answer_slowly(path: str) -> None:
        time.sleep(0.1)
        answered.append(timezone.now())

    newsroom.pages["/moved"] = newsroom.pages["/news/1"]
    newsroom.pages["/news/1"] = Page(b"", 302, {"Location": "/moved"})
    newsroom.before = answer_slowly
    assert outcomes(poll, 30) == [Outcome.UNCHANGED]
    assert Host.objects.get().free_at >= answered[0] + timedelta(seconds=1)


def test_the_host_that_a_redirect_leads_to_is_held_to_the_end(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    held: dict[str, bool] = {}
    with open_newsroom() as other:
        host = Host.objects.for_url(other.publish("/open", *A))

        def note(path: str) -> None:
            held[path] = Host.objects.get(pk=host.pk).held
            connection.close()

        other.before = note
        newsroom.pages["/news/1"] = Page(b"", 302, {"Location": f"{other.url}/open"})
        assert outcomes(poll, 30) == [Outcome.UNCHANGED]
    assert held == {"/robots.txt": True, "/open": True}
    assert not Host.objects.get(pk=host.pk).held


def test_one_deadline_holds_for_a_visit_with_all_that_its_redirects_ask_for(
    newsroom: Newsroom, story: Article, poll: Poll, settings: Any
) -> None:
    settings.FETCH_DEADLINE = timedelta(seconds=1)
    with open_newsroom() as other:
        newsroom.pages["/news/1"] = Page(b"", 302, {"Location": f"{other.url}/open"})
        newsroom.before = other.before = lambda path: time.sleep(0.6)
        [report] = poll(30)
    assert (report.outcome, "not finished within 1 s" in report.detail) == (Outcome.FAILED, True)
    assert Host.objects.get(address=other.url.removeprefix("http://")).robots_status is None


def test_no_visit_waits_for_another_host_beyond_its_deadline(
    newsroom: Newsroom, story: Article, poll: Poll, settings: Any
) -> None:
    settings.FETCH_DEADLINE = timedelta(seconds=2)
    with open_newsroom() as other:
        busy = Host.objects.for_url(other.publish("/open", *A))
        busy.keep_robots(404, "", timedelta(0), START + timedelta(days=1))
        newsroom.pages["/news/1"] = Page(b"", 302, {"Location": f"{other.url}/open"})
        row = claim_one(START + timedelta(minutes=30))
        busy.rest(timezone.now() + timedelta(seconds=2.8))
        assert work_on(row, lambda: START + timedelta(minutes=30)) is None
    assert other.log == []
