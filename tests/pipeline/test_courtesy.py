"""What a host asks for, and is granted: patience, and its robots.txt."""

import pytest
from django.core.management import call_command

from articles.models import Article, Source
from articles.versioning import Outcome
from tests.newsroom import Newsroom, Page, open_newsroom
from tests.pipeline.conftest import START, A, Poll, outcomes


def test_a_host_that_asks_for_patience_is_left_alone(
    newsroom: Newsroom, story: Article, poll: Poll, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.pages["/news/1"].status = 429
    newsroom.pages["/news/1"].headers = {"Retry-After": "7200"}
    assert outcomes(poll, 30) == [Outcome.BLOCKED]
    asked = len(newsroom.log)
    assert poll(100, everything=True) == []
    call_command("poll", at="2026-11-24T07:40Z")
    assert "1 due, but their hosts asked for patience" in capsys.readouterr().out
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
    assert report.outcome == Outcome.BLOCKED
    assert "robots.txt" in report.detail
    assert poll(25 * 60 + 1, everything=True)[0].outcome == Outcome.BLOCKED
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
        assert (report.outcome, "robots.txt" in report.detail) == (Outcome.BLOCKED, True)
        newsroom.pages["/news/1"].headers = {"Location": f"{other.url}/open"}
        assert outcomes(poll, 70) == [Outcome.UNCHANGED]
        assert [asked.path for asked in other.log] == ["/robots.txt", "/open"]
