"""A pass: everything due once, no more, and never against a host's gap."""

import threading
from datetime import datetime, timedelta
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Feed, Source
from articles.pipeline import add_source, run_pass
from tests.newsroom import Newsroom, Page, open_newsroom
from tests.pipeline.conftest import AT_START, START, Poll


def test_a_pass_ends_and_a_second_one_has_nothing_to_do(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    assert poll(1) == []
    assert len(poll(1, everything=True)) == 1
    assert poll(1) == []


def test_a_pass_over_everything_waits_for_what_others_have_taken(
    newsroom: Newsroom, story: Article, poll: Poll, settings: Any
) -> None:
    settings.LEASE = timedelta(seconds=1)
    [claim] = Article.objects.claim(START + timedelta(days=1), 10)
    assert claim.pk == story.pk
    begun = monotonic()
    assert len(poll(60, everything=True)) == 1
    assert monotonic() - begun > 0.5


def test_paused_is_paused_whatever_is_asked(story: Article, poll: Poll) -> None:
    story.pause()
    assert poll(60, everything=True) == []
    story.resume(START)
    assert len(poll(60)) == 1


def test_the_gap_is_kept_from_start_to_start(newsroom: Newsroom, poll: Poll, settings: Any) -> None:
    starts: list[float] = []
    newsroom.before = lambda path: starts.append(monotonic())
    for n in range(4):
        newsroom.publish(f"/news/{n}", f"Story {n}", f"This is the text of story number {n}.")
    settings.FETCH_HOST_GAP = timedelta(seconds=0.3)
    add_source(newsroom.feed("/feed", *(f"/news/{n}" for n in range(4))), AT_START)
    assert len(poll(1)) == 4
    assert len(starts) == 6
    assert min(b - a for a, b in pairwise(starts)) >= 0.29


def test_a_slow_host_delays_no_other(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    let_go = threading.Event()
    with open_newsroom() as slow:
        slow.publish("/news/9", "Slow", "This page takes its time to come.")
        Article.objects.track(f"{slow.url}/news/9", story.source, START)
        slow.before = lambda path: let_go.wait(20)
        newsroom.before = lambda path: let_go.set() if path == "/news/1" else None
        assert {report.outcome for report in poll(30)} == {"unchanged", "new version"}


def test_a_crawl_delay_keeps_no_worker_waiting(newsroom: Newsroom, poll: Poll, settings: Any) -> None:
    settings.POLL_THREADS = 1
    newsroom.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 2")
    newsroom.publish("/news/1", "One", "The first story of the day has one paragraph.")
    starts: list[tuple[str, float]] = []
    with open_newsroom() as other:
        other.publish("/news/2", "Two", "The second story of the day has one paragraph.")
        source = Source.objects.create(name="Post", slug="post")
        for url in (f"{newsroom.url}/news/1", f"{other.url}/news/2"):
            Article.objects.track(url, source, START)
        for room in (newsroom, other):
            room.before = lambda path: starts.append((path, monotonic()))
        assert {report.outcome for report in poll(0)} == {"new version"}
    at = dict(starts)
    assert at["/news/2"] < at["/news/1"]
    assert at["/news/1"] - starts[0][1] >= 1.9


@pytest.mark.parametrize(("threads", "in_flight"), [(1, 1), (2, 2), (8, 16)])
def test_a_pass_waits_without_looking_at_the_queue_where_nothing_is_to_come(
    newsroom: Newsroom, story: Article, settings: Any, threads: int, in_flight: int
) -> None:
    settings.POLL_THREADS, settings.POLL_IN_FLIGHT = threads, in_flight
    let_go = threading.Event()
    newsroom.before = lambda path: let_go.wait(0.5)
    looks: list[datetime] = []

    def clock() -> datetime:
        looks.append(START + timedelta(hours=1))
        return looks[-1]

    assert len(list(run_pass(clock))) == 1
    assert len(looks) < 20


def test_the_command_prints_a_line_per_outcome_and_a_summary(
    newsroom: Newsroom, story: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish("/news/1", "Port is sold", "The port was sold.", "The minister gave no price.")
    call_command("poll", at="2026-11-24T06:30Z")
    said = "unconfirmed; it is looked at again soon."
    assert capsys.readouterr().out.splitlines() == [
        f"candidate    {newsroom.url}/news/1  ({said})",
        "1 visited: 1 candidate",
    ]
    call_command("poll", at="2026-11-24T06:34Z")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"new version  {newsroom.url}/news/1  (version 1)", "1 visited: 1 new version"]
    assert story.changes.get().not_after == START + timedelta(minutes=30)
    call_command("poll", at="2026-11-24 06:35")
    assert capsys.readouterr().out == "Nothing was visited.\n"


def test_a_senseless_time_is_refused() -> None:
    for time in ("yesterday", "2026-13-40T99:99", "0001-01-01T00:00Z"):
        with pytest.raises(CommandError, match="write it like"):
            call_command("poll", at=time)


def test_feeds_are_polled_before_articles(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    Feed.objects.update(next_check_at=START)
    starts: list[str] = []
    newsroom.before = starts.append
    poll(60)
    assert starts == ["/feed", "/news/1"]
