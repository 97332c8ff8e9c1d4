"""What nobody touched verifies clean, whatever Stet itself did to it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from articles.models import Article, Candidate, Capture, Snapshot, Source
from articles.pipeline import accept, orphans, reextract, verify
from articles.pipeline.verifying import AT_ONCE
from articles.versioning import fingerprint
from tests.factories import make_story, make_text
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, C, Poll
from tests.pipeline.meddling import elsewhere, meddling

PROMO = "Subscribe to the Post and save on each second issue."
HOUR = timedelta(hours=1)


def faults(source: Source | None = None, reads_pages: bool = True) -> list[str]:
    found = [fault for one in verify(source, reads_pages) for fault in one.faults]
    return [str(fault) for fault in (*found, *orphans())]


@pytest.fixture
def promoted(newsroom: Newsroom, lived: Article, poll: Poll) -> Article:
    """`lived`, whose page then has a promotion, which rules of today leave out: a version that repeats another."""
    newsroom.publish("/news/1", *A, PROMO)
    poll(210)
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    assert len(list(reextract(None, "ed", "", START))) == 1
    assert lived.versions.exclude(superseded_by=None).exists()
    return lived


def test_what_was_seen_and_read_again_is_clean(promoted: Article) -> None:
    [one] = verify()
    assert (one.faults, one.unread, list(orphans())) == ((), 0, [])
    assert (one.done, one.total) == (1, 1)
    assert one.captures == one.pages == promoted.captures.count() == 5
    promoted.hide("by order of a court", START)
    assert faults() == []


def test_what_flaps_is_clean(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    for minute, text in enumerate([B, A] * 4):
        newsroom.publish("/news/1", *text)
        poll(30 + 60 * minute)
    assert story.changes.filter(flapping=True).exists()
    assert faults() == []


def test_a_held_text_that_was_read_again_before_it_was_accepted_is_clean(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    newsroom.publish("/news/1", *B, PROMO)
    poll(30, confirm=False)
    Source.objects.update(rules={"boilerplate": ["Subscribe.*"]})
    assert faults() == []
    accept(Candidate.objects.get(), "ed", START + HOUR)
    version = story.versions.get(number=1)
    assert fingerprint(version.text) != version.capture.fingerprint
    assert faults() == []


def test_a_text_that_came_and_went_and_came_to_stay_is_clean(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    """Its capture is that of its first time."""
    for minute, text in [(30, B), (34, (*A, PROMO)), (38, B), (42, (*A, PROMO)), (100, (*A, PROMO))]:
        newsroom.publish("/news/1", *text)
        Article.objects.update(next_check_at=START)
        poll(minute, confirm=False)
    assert story.changes.exclude(not_after=F("capture__fetched_at")).exists()
    assert faults() == []


def test_what_has_expired_is_no_fault(promoted: Article) -> None:
    Snapshot.objects.exclude(base=None).delete()
    [one] = verify()
    assert (one.faults, one.captures, one.pages) == ((), 5, 1)


def test_an_article_is_read_as_it_stands_at_one_moment(
    newsroom: Newsroom, lived: Article, poll: Poll
) -> None:
    """A check that ends while it is verified is no fault."""
    newsroom.publish("/news/1", *C)

    with meddling(elsewhere(lambda: poll(300)), before='FROM "articles_version"'):
        [one] = verify()
    assert one.faults == ()
    lived.refresh_from_db()
    assert (one.captures, lived.captures.count()) == (4, 5)


def test_a_page_that_cannot_be_read_now_is_counted_and_no_fault(lived: Article, settings: Any) -> None:
    settings.PARSE_DEADLINE = timedelta(seconds=1)
    rules = {"boilerplate": [r"(\w+\s?)+!"]}
    Source.objects.update(rules=rules)
    reader = Source.objects.get().reader
    lived.versions.filter(number=1).update(read_by=reader)
    [one] = verify()
    assert one.faults == ()
    assert one.unread == 1


def test_many_articles_are_verified_each_once(db: None) -> None:
    """More than are looked at together."""
    text = make_text("Tide", "The tide is in.")
    articles = [make_story([text]) for _ in range(AT_ONCE + 2)]
    Capture.objects.filter(article__in=articles[-2:]).update(status=404)
    found = list(verify(reads_pages=False))
    assert [one.done for one in found] == list(range(1, len(articles) + 1))
    assert [len(one.faults) for one in found] == [0] * AT_ONCE + [1, 1]
    assert {one.captures for one in found} == {1}
