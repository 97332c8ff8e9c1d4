"""Passes over a real database and a real site, on a clock that the test sets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.models import Article, Candidate, Feed
from articles.models.article import CONFIRM_AFTER
from articles.pipeline import Report, add_source, claim_due, run_pass
from tests.newsroom import Newsroom

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


AT_START = lambda: START  # noqa: E731 -- a clock that stands still


A = ("Port to be sold", "The port will be sold.", "The minister gave no price.")
B = ("Port to be sold", "The port will be sold.", "The minister named a price of 41 million.")
C = ("Port not to be sold", "The port will not be sold.", "The minister named a price of 41 million.")

PROMO = "Subscribe to the Post and save on each second issue."

Poll = Callable[..., list[Report]]


@pytest.fixture
def poll(transactional_db: None) -> Poll:
    """`poll(minutes)` makes one pass that many minutes after the start, and further ones in which what differs is
    seen again; the last report of each address, sorted by address.
    """

    def poll(minutes: float, everything: bool = False, confirm: bool = True) -> list[Report]:
        at = START + timedelta(minutes=minutes)
        reports = {report.url: report for report in run_pass(lambda: at, everything)}
        if confirm and Candidate.objects.unconfirmed().exists():
            again = minutes + CONFIRM_AFTER / timedelta(minutes=1)
            reports |= {report.url: report for report in poll(again)}
        return sorted(reports.values(), key=lambda report: report.url)

    return poll


@pytest.fixture
def story(newsroom: Newsroom, poll: Poll) -> Article:
    """An article with version 0, of the feed /feed."""
    newsroom.publish("/news/1", "Port to be sold", "The port will be sold.", "The minister gave no price.")
    feed = add_source(newsroom.feed("/feed", "/news/1"), AT_START)
    Feed.objects.filter(pk=feed.pk).update(next_check_at=None)
    poll(0)
    return Article.objects.get()


@pytest.fixture
def lived(newsroom: Newsroom, story: Article, poll: Poll) -> Article:
    """`story` after three changes: one sentence went, another, and both came back."""
    for minute, text in [(30, B), (90, C), (150, A)]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    assert story.changes.count() == 3
    return story


@pytest.fixture
def promoted(newsroom: Newsroom, story: Article, poll: Poll) -> Article:
    """Three versions, of which the second only adds a promotion."""
    for minute, text in [(30, (*A, PROMO)), (90, (*B, PROMO))]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    story.refresh_from_db()
    assert story.versions_count == 3
    return story


def minutes(at: Any) -> float:
    """Since the start."""
    return (at - START) / timedelta(minutes=1)


def outcomes(poll: Poll, *at: float) -> list[str]:
    return [report.outcome for minute in at for report in poll(minute)]


def claim_one(now: datetime) -> Article:
    """The one article that is due, taken up."""
    [claim] = claim_due(now, 10)
    row = claim.take()
    assert isinstance(row, Article)
    return row
