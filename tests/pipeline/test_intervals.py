"""When a change happened: between the last sight of the old text and the first of the new."""

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.models import Article, Change
from articles.pipeline import work_on
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
        time.sleep(0.3)
        newsroom.publish("/news/1", *B)
        served.append(timezone.now())

    newsroom.before = edit
    Article.objects.update(next_check_at=timezone.now())
    row = claim_one(timezone.now())
    begun = timezone.now()
    work_on(row, timezone.now)
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
