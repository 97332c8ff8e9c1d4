"""Only who holds the lease writes, and a fault of ours stops nobody else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from articles.models import Article, Candidate, Capture, Change, Host, Version
from articles.pipeline import claim_due, work_on
from articles.versioning import Outcome
from tests.newsroom import Newsroom, open_newsroom
from tests.pipeline.conftest import START, A, B, Poll, claim_one, outcomes


def test_a_lost_lease_writes_nothing(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    at = START + timedelta(minutes=30)
    row = claim_one(at)
    assert list(claim_due(at, 10)) == []
    newsroom.publish("/news/1", *B)
    Article.objects.get(pk=story.pk).pause()
    assert work_on(row, lambda: at) is None
    assert (Version.objects.count(), Change.objects.count(), Capture.objects.count()) == (1, 0, 1)


def test_two_workers_on_one_article_make_one_version(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *B)
    at, later = START + timedelta(minutes=30), START + timedelta(minutes=40)
    slow = claim_one(at)
    Article.objects.update(lease_until=START)
    Host.objects.update(free_at=START)
    quick = claim_one(later)
    assert work_on(quick, lambda: later) is not None
    assert work_on(slow, lambda: at) is None
    assert Candidate.objects.count() == 1
    poll(50)
    assert Change.objects.count() == 1
    assert story.versions.count() == 2


def test_a_fault_of_ours_is_recorded_and_does_not_repeat_at_once(
    newsroom: Newsroom, story: Article, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    Version.objects.update(packed=b"\xffbroken")
    newsroom.publish("/news/1", *B)
    assert outcomes(poll, 30, 31) == [Outcome.FAILED]
    assert "CodecError" in caplog.text


def pausing(article: Article) -> Callable[[str], None]:
    """What an editor does while a site is asked for something."""

    def pause(path: str) -> None:
        article.pause()
        connection.close()

    return pause


def test_a_row_that_is_paused_while_its_robots_txt_is_read_stops_no_other(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    with open_newsroom() as other:
        paused, _ = Article.objects.track(other.publish("/news/9", *A), story.source, START)
        other.before = pausing(paused)
        assert [report.url for report in poll(30)] == [story.url]
        assert len(other.log) == 1
    assert Article.objects.get(pk=paused.pk).last_outcome == ""


def test_a_fault_on_a_row_that_was_paused_meanwhile_stops_no_other(
    newsroom: Newsroom, story: Article, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    Version.objects.update(packed=b"\xffbroken")
    newsroom.publish("/news/1", *B)
    newsroom.before = pausing(story)
    assert outcomes(poll, 30, 31) == []
    assert "CodecError" in caplog.text
    assert "no longer leased" in caplog.text
    assert Article.objects.get().last_error == ""
