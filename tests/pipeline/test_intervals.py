"""When a change happened: between the last sight of the old text and the first of the new."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article, Change
from articles.models.article import CONFIRM_AFTER
from articles.pipeline import run_pass, work_on
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, B, Poll, claim_one


def test_an_interval_is_told_by_when_pages_were_asked_for_and_had_come(
    newsroom: Newsroom, story: Article, settings: Any
) -> None:
    """The change must lie between: before robots.txt, turns and slow answers would be too early."""
    Article.objects.update(next_check_at=timezone.now())
    row = claim_one(timezone.now())
    work_on(row, timezone.now)
    served = []

    def edit(path: str) -> None:
        if not served:
            time.sleep(0.3)
            newsroom.publish("/news/1", *B)
            served.append(timezone.now())

    newsroom.before = edit
    Article.objects.update(next_check_at=timezone.now())
    row = claim_one(timezone.now())
    begun = timezone.now()
    work_on(row, timezone.now)
    Article.objects.update(next_check_at=timezone.now())
    work_on(claim_one(timezone.now()), timezone.now)
    change = Change.objects.get()
    assert change.not_before < begun
    assert change.not_after >= served[-1]


def test_a_clock_that_was_set_back_gives_no_interval_that_ends_before_it_begins(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B)
    poll(-600, everything=True)
    Article.objects.update(next_check_at=START - timedelta(minutes=600), last_checked_at=None)
    poll(-600)
    change = Change.objects.get()
    assert change.not_before == change.not_after == START - timedelta(minutes=600)


@pytest.fixture
def brussels(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's own time, and the one that Django shows."""
    with monkeypatch.context() as patched, timezone.override("Europe/Brussels"):
        patched.setenv("TZ", "Europe/Brussels")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    "old_seen",
    [
        pytest.param(datetime(2026, 10, 25, 0, 40, tzinfo=UTC), id="02:40 is followed by 02:10"),
        pytest.param(datetime(2026, 3, 29, 0, 40, tzinfo=UTC), id="01:40 is followed by 03:10"),
    ],
)
def test_summer_time_begins_and_ends_without_a_trace(
    newsroom: Newsroom, story: Article, brussels: None, old_seen: datetime
) -> None:
    new_seen = old_seen + timedelta(minutes=30)
    Article.objects.update(next_check_at=old_seen, last_checked_at=None)
    [unchanged] = run_pass(lambda: old_seen)
    newsroom.publish("/news/1", *B)
    Article.objects.update(next_check_at=new_seen)
    [held] = run_pass(lambda: new_seen)
    [changed] = run_pass(lambda: new_seen + CONFIRM_AFTER)
    assert (unchanged.outcome, held.outcome, changed.outcome) == ("unchanged", "candidate", "new version")
    change = Change.objects.get()
    assert (change.not_before, change.not_after) == (old_seen, new_seen)
    assert (
        list(Article.objects.get().captures.values_list("fetched_at", flat=True).order_by("pk"))[-1]
        == new_seen
    )
    assert Article.objects.get().next_check_at > new_seen
