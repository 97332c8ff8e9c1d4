"""Histories told again where a site's furniture proved otherwise: at once, by the next reading, or in their turn."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test import Client

from articles.models import Article, FurnitureSign, Reextraction, SiteFurniture, Source, Version
from articles.pipeline import tell_again, work_on
from articles.tasks import tell_articles_again
from articles.versioning import Outcome, Sign
from tests.newsroom import Newsroom
from tests.pipeline.conftest import START, A, B, C, Poll, claim_one, outcomes
from tests.pipeline.meddling import meddling

PROMO = "Subscribe to the Post and save on each second issue."
PROMOS = ("Holidays by the lake with a boat.", "Our podcast of the tide.", "Win two seats at the opera.")


@pytest.fixture
def promoted(newsroom: Newsroom, story: Article, poll: Poll) -> Article:
    """Three versions, of which the second only adds a promotion; it is checked no more."""
    for minute, text in [(30, (*A, PROMO)), (90, (*B, PROMO))]:
        newsroom.publish("/news/1", *text)
        poll(minute)
    Article.objects.update(next_check_at=None)
    story.refresh_from_db()
    assert story.versions_count == 3
    return story


def others(article: Article) -> list[Article]:
    """Articles of the same source, not fetched yet and not due."""
    made = [Article.objects.track(f"{article.url}-{n}", article.source, START)[0] for n in range(3)]
    Article.objects.filter(current=None).update(next_check_at=None)
    return made


def learn(articles: Sequence[Article], line: str = PROMO) -> None:
    for article in articles:
        FurnitureSign.objects.note(article, [Sign("line", line, (line,))], START)


def superseded() -> list[int]:
    return list(Version.objects.exclude(superseded_by=None).values_list("number", flat=True))


def test_what_is_learned_tells_articles_again_that_are_checked_no_more(
    promoted: Article, poll: Poll, client: Client
) -> None:
    learn(others(promoted))
    assert SiteFurniture.objects.count() == 1
    read_by = promoted.read_by
    promoted.refresh_from_db()
    assert (promoted.read_by, superseded()) == (
        read_by,
        [],
    )  # the check that learned it wrote to no other article
    assert poll(200) == []
    assert superseded() == [1]
    promoted.refresh_from_db()
    source = Source.objects.get()
    assert (promoted.changed_times, source.changes_count, source.retell_after) == (1, 1, None)
    assert PROMO not in client.get("/feed.rss").content.decode()
    assert [change.number for change in promoted.changes.visible()] == [2]


def test_every_supersession_outside_a_run_has_its_entry(promoted: Article, poll: Poll) -> None:
    learn(others(promoted))
    poll(200)
    entry = Reextraction.objects.get()
    assert (entry.article, entry.source, entry.who) == (promoted, promoted.source, "")
    assert (entry.reason, entry.superseded_count) == ("site furniture was learned or released", 1)
    assert entry.finished_at == START + timedelta(minutes=200)
    poll(300)
    assert Reextraction.objects.count() == 1


def test_what_is_released_lets_versions_stand_again(promoted: Article, poll: Poll) -> None:
    learn(others(promoted))
    poll(200)
    SiteFurniture.objects.get().release("ed", START)
    tell_articles_again()
    assert superseded() == []
    promoted.refresh_from_db()
    assert (promoted.changed_times, Source.objects.get().changes_count) == (2, 2)
    SiteFurniture.objects.get().restore()
    tell_articles_again()
    assert superseded() == [1]


def test_they_are_told_a_few_at_a_time_and_anew_where_more_is_learned(
    newsroom: Newsroom, promoted: Article, poll: Poll
) -> None:
    for number in (2, 3):
        Article.objects.track(
            newsroom.publish(f"/news/{number}", f"Story {number}", f"It is the {number}th of the day."),
            promoted.source,
            START,
        )
    poll(200)
    quiet = others(promoted)
    learn(quiet)
    assert [tell_again(START, 2), tell_again(START, 2), tell_again(START, 2)] == [2, 1, 0]
    learn(quiet, "The minister gave no price.")
    assert tell_again(START, 2) == 2
    learn(quiet, "Another line of the site.")
    assert [tell_again(START, 2), tell_again(START, 2), tell_again(START, 2)] == [2, 1, 0]


def test_who_learns_more_during_a_batch_has_it_begin_anew(promoted: Article) -> None:
    quiet = others(promoted)
    learn(quiet)
    with meddling(lambda: learn(quiet, "Another line of the site."), before='"articles_reading"'):
        assert tell_again(START) == 1
    assert Source.objects.get().retell_after is not None
    assert [tell_again(START), tell_again(START)] == [1, 0]


def test_an_article_that_a_check_writes_to_is_told_by_its_next_reading(
    newsroom: Newsroom, promoted: Article, poll: Poll
) -> None:
    learn(others(promoted))

    def change() -> None:
        Article.objects.filter(pk=promoted.pk).update(changes_count=F("changes_count") + 1)

    with meddling(change, before='"articles_reading"'):
        assert tell_again(START) == 1
    assert superseded() == []
    Article.objects.filter(pk=promoted.pk).update(
        changes_count=F("changes_count") - 1, next_check_at=START, last_checked_at=START
    )
    assert outcomes(poll, 200) == [Outcome.UNCHANGED]
    assert superseded() == [1]


def test_a_check_reads_an_article_by_what_was_learned_before_its_turn_comes(
    newsroom: Newsroom, promoted: Article
) -> None:
    learn(others(promoted))
    Article.objects.filter(pk=promoted.pk).update(next_check_at=START)
    newsroom.publish("/news/1", *C)
    at = START + timedelta(minutes=200)
    report = work_on(claim_one(at), lambda: at)
    assert report is not None
    assert superseded() == [1]


def test_two_articles_that_agree_at_the_same_moment_see_each_other(promoted: Article) -> None:
    first, second, third = others(promoted)
    learn([first])
    has_noted, may_end = Event(), Event()

    def note_slowly() -> None:
        with transaction.atomic():
            learn([second])
            has_noted.set()
            may_end.wait(0.5)
        connection.close()

    with ThreadPoolExecutor() as threads:
        slow = threads.submit(note_slowly)
        has_noted.wait()
        learn([third])
        may_end.set()
        slow.result()
    assert SiteFurniture.objects.count() == 1


# One article's own signs ----------------------------------------------------------------------------------


def rotate(newsroom: Newsroom, minute: int) -> None:
    """One check of a page whose promotion is another one each time."""
    at = START + timedelta(minutes=minute)
    newsroom.publish("/news/1", *A)
    promo = f'<p class="promo">{PROMOS[minute % 3]}</p></article>'
    newsroom.pages["/news/1"].body = newsroom.pages["/news/1"].body.replace(b"</article>", promo.encode())
    Article.objects.update(next_check_at=START)
    assert work_on(claim_one(at), lambda: at) is not None


@pytest.fixture
def rotating(newsroom: Newsroom, story: Article) -> Article:
    """Version 1 is the first promotion, which stayed; the second and third have been seen once."""
    for minute in (30, 60, 90, 120):
        rotate(newsroom, minute)
    assert story.versions.count() == 2
    rotate(newsroom, 151)
    assert not FurnitureSign.objects.exists()
    return story


def test_what_an_article_gives_signs_of_is_left_out_of_its_history_at_once(
    newsroom: Newsroom, rotating: Article
) -> None:
    rotate(newsroom, 182)
    assert FurnitureSign.objects.exists()
    assert superseded() == [1]
    rotating.refresh_from_db()
    assert (rotating.changed_times, rotating.read_by) == (0, Source.objects.get().reader)


def test_where_that_fails_its_next_reading_does_it(
    newsroom: Newsroom, rotating: Article, caplog: pytest.LogCaptureFixture
) -> None:
    def change() -> None:
        Article.objects.update(changes_count=F("changes_count") + 1)

    with meddling(change, before='"last_error" = %s'):
        rotate(newsroom, 182)
    assert "is told again later" in caplog.text
    assert FurnitureSign.objects.exists()
    rotating.refresh_from_db()
    assert (superseded(), rotating.read_by, rotating.last_checked_at) == (
        [],
        "",
        START + timedelta(minutes=182),
    )
    Article.objects.update(changes_count=F("changes_count") - 1)
    rotate(newsroom, 183)
    assert superseded() == [1]
