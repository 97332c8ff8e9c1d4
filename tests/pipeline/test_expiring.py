"""Retention: old pages go, and nothing that is needed does."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from articles.models import Article, Candidate, Capture, Snapshot
from articles.pipeline import Keeping, expire, verify
from articles.tasks import expire_snapshots
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, B, C, Poll
from tests.pipeline.meddling import meddling

HOUR = timedelta(hours=1)
LATER = START + timedelta(days=100)


def kept(article: Article) -> list[int]:
    """The captures whose pages are kept, by their numbers."""
    return sorted(Snapshot.objects.filter(capture__article=article).values_list("capture__number", flat=True))


@pytest.fixture
def long(newsroom: Newsroom, lived: Article, poll: Poll) -> Article:
    """Captures 0 to 5, at the hours 0, 0.5, 1.5, 2.5, 4 and 5."""
    for minute, text in [(240, C), (300, B)]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    lived.refresh_from_db()
    assert kept(lived) == [0, 1, 2, 3, 4, 5]
    assert lived.current is not None
    assert lived.current.capture.number == 1  # which came back
    return lived


@pytest.mark.parametrize(
    ("keeping", "left"),
    [
        (Keeping(), [0, 1, 2, 3, 4, 5]),
        (Keeping(for_=2 * HOUR), [0, 1, 4, 5]),
        (Keeping(newest=1), [0, 1, 5]),
        (Keeping(newest=3), [0, 1, 3, 4, 5]),
        (Keeping(newest=6), [0, 1, 2, 3, 4, 5]),
        (Keeping(for_=2 * HOUR, newest=1), [0, 1, 4, 5]),
        (Keeping(for_=HOUR / 2, newest=3), [0, 1, 3, 4, 5]),
    ],
)
def test_what_no_limit_keeps_goes_but_what_is_needed(
    long: Article, keeping: Keeping, left: list[int]
) -> None:
    """The first page, against which the others are compressed, and that of the standing text stay."""
    captures = Capture.objects.count()
    told = list(expire(keeping, START + 5.5 * HOUR))
    assert kept(long) == left
    assert [one.snapshots for one in told] == ([6 - len(left)] if len(left) < 6 else [])
    assert Capture.objects.count() == captures
    [verified] = verify()
    assert (verified.faults, verified.pages) == ((), len(left))
    assert list(expire(keeping, START + 5.5 * HOUR)) == []


def test_the_first_page_goes_with_the_last_that_is_compressed_against_it(
    newsroom: Newsroom, lived: Article, poll: Poll
) -> None:
    """Its article is removed by then, say, and only the newest page kept; the next page is whole again."""
    Article.objects.update(current=None)
    assert [one.snapshots for one in expire(Keeping(for_=HOUR), LATER)] == [4]
    assert kept(lived) == []
    Article.objects.update(current=lived.versions.get(number=0))
    for minute, text in [(200, B), (260, C)]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    assert [one.base is None for one in Snapshot.objects.order_by("pk")] == [True, False]
    [verified] = verify()
    assert (verified.faults, verified.pages) == ((), 2)


def test_what_is_held_keeps_its_page(newsroom: Newsroom, lived: Article, poll: Poll) -> None:
    newsroom.publish("/news/1", *C)
    poll(240, confirm=False)
    held = Candidate.objects.held().get()
    list(expire(Keeping(for_=HOUR), LATER))
    assert kept(lived) == [0, held.capture.number]


def test_a_page_that_is_held_while_it_expires_is_left_alone(newsroom: Newsroom, long: Article) -> None:
    """Who holds it has the article's row before, or comes after."""

    def hold() -> None:
        Candidate.objects.filter(capture__number=2).update(verdict="")

    with meddling(hold, before='WHERE "articles_article"."id" = '):
        list(expire(Keeping(newest=1), LATER))
    assert kept(long) == [0, 1, 2, 5]


def test_the_workers_do_it_for_every_article(
    newsroom: Newsroom, story: Article, poll: Poll, settings: Any
) -> None:
    others = [newsroom.publish(f"/news/{number}", f"Story {number}", "It is told.") for number in range(2, 5)]
    for url in others:
        Article.objects.track(url, story.source, START)
    poll(10)
    for hour in (1, 2):
        for number in range(1, 5):
            newsroom.publish(f"/news/{number}", f"Story {number}", "It is told otherwise.", f"By {hour}.")
        poll(60 * hour)
    assert [kept(article) for article in Article.objects.all()] == [[0, 1, 2]] * 4
    expire_snapshots()
    assert Snapshot.objects.count() == 12
    settings.KEEP_SNAPSHOTS = 1
    expire_snapshots()
    assert [kept(article) for article in Article.objects.all()] == [[0, 2]] * 4


def test_the_command_says_what_goes_and_a_dry_run_deletes_nothing(long: Article, settings: Any) -> None:
    def told(*arguments: str) -> str:
        output = StringIO()
        call_command("expire", *arguments, stdout=output)
        return output.getvalue()

    assert "Snapshots are kept for ever" in told()
    settings.KEEP_SNAPSHOTS = 2
    assert told("--dry-run").startswith("2 snapshots of 1 article would go: 0.0 MB.")
    assert len(kept(long)) == 6
    assert told().startswith("2 snapshots of 1 article went: ")
    assert kept(long) == [0, 1, 4, 5]
    assert told().startswith("0 snapshots of 0 articles went")
