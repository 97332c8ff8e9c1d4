"""A pass: everything due once, no more, and never against a host's gap."""

from datetime import timedelta
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article, Feed, Host
from articles.pipeline import add_source
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, Poll


def test_a_pass_ends_and_a_second_one_has_nothing_to_do(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    assert poll(1) == []
    assert len(poll(1, everything=True)) == 1
    assert poll(1) == []


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
    add_source(newsroom.feed("/feed", *(f"/news/{n}" for n in range(4))), START)
    assert len(poll(1)) == 4
    assert len(starts) == 6
    assert min(b - a for a, b in pairwise(starts)) >= 0.29


def test_a_slow_host_delays_no_other(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    slow = Host.objects.create(address="slow.example:443", free_at=START + timedelta(days=3650))
    Article.objects.create(
        source=story.source, url="https://slow.example/a", fetch_url="https://slow.example/a", host=slow,
        first_seen_at=START, next_check_at=START, lease_until=START + timedelta(days=3650),
    )  # fmt: skip
    assert [report.url for report in poll(30)] == [story.url]


def test_the_command_prints_a_line_per_outcome_and_a_summary(
    newsroom: Newsroom, story: Article, capsys: pytest.CaptureFixture[str]
) -> None:
    newsroom.publish("/news/1", "Port is sold", "The port was sold.", "The minister gave no price.")
    call_command("poll", at="2026-11-24T06:30Z")
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"new version  {newsroom.url}/news/1  (version 1)", "1 visited: 1 new version"]
    assert story.changes.get().not_after == START + timedelta(minutes=30)
    call_command("poll", at="2026-11-24 06:31")
    assert capsys.readouterr().out == "Nothing was due.\n"


def test_a_senseless_time_is_refused() -> None:
    for time in ("yesterday", "2026-13-40T99:99"):
        with pytest.raises(CommandError, match="write it like"):
            call_command("poll", at=time)


def test_feeds_are_polled_before_articles(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    Feed.objects.update(next_check_at=START)
    starts: list[str] = []
    newsroom.before = starts.append
    poll(60)
    assert starts == ["/feed", "/news/1"]
