"""Whether a page is there, and by which addresses it goes."""

import pytest

from articles.models import Article, Source, SourceDay
from articles.versioning import Outcome
from tests.newsroom import Newsroom, Page, open_newsroom
from tests.pipeline.conftest import START, A, Poll, minutes, outcomes


def test_removal_and_return_are_events_once_each(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.pages["/news/1"].status = 404
    poll(30)
    story.refresh_from_db()
    assert (story.removed_at, minutes(story.next_check_at)) == (None, 34)
    assert not story.events.exists()
    poll(34)
    poll(110)
    story.refresh_from_db()
    assert minutes(story.removed_at) == 30
    newsroom.pages["/news/1"].status = 200
    poll(240)
    story.refresh_from_db()
    assert story.removed_at is None
    events = story.events.order_by("happened_at")
    assert [(e.kind, minutes(e.happened_at)) for e in events] == [("removed", 30), ("back", 240)]
    day = SourceDay.objects.get()
    assert (day.confirmations, day.checks) == (1, 4)


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_for_a_moment_leaves_no_event(
    newsroom: Newsroom, story: Article, poll: Poll, status: int
) -> None:
    newsroom.pages["/news/1"].status = status
    interval = story.interval
    assert outcomes(poll, 30) == [Outcome.GONE]
    story.refresh_from_db()
    assert story.interval == interval
    newsroom.pages["/news/1"].status = 200
    assert outcomes(poll, 34) == [Outcome.UNCHANGED]
    story.refresh_from_db()
    assert (story.removed_at, story.events.count()) == (None, 0)
    assert story.interval is not None
    assert 0.95 * story.interval <= story.next_check_at - story.last_checked_at <= story.interval


def test_what_fails_otherwise_is_no_second_sight(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    for minute, status in ((30, 404), (34, 500), (90, 404)):
        newsroom.pages["/news/1"].status = status
        poll(minute)
        assert not story.events.exists()


def test_what_was_never_seen_is_not_removed(newsroom: Newsroom, poll: Poll) -> None:
    source = Source.objects.create(name="Post", slug="post")
    article, _ = Article.objects.track(f"{newsroom.url}/never", source, START)
    assert outcomes(poll, 0) == [Outcome.GONE]
    article.refresh_from_db()
    assert minutes(article.next_check_at) > 5
    for minute in range(60, 600, 60):
        Article.objects.update(next_check_at=START)
        assert outcomes(poll, minute) == [Outcome.GONE]
    assert not article.events.exists()
    assert not article.host.is_out


def test_a_redirect_to_the_home_page_is_a_removal(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    newsroom.publish("/", "Harbour Post", "All the news of the harbour, every day of the week.")
    newsroom.pages["/news/1"].status = 302
    newsroom.pages["/news/1"].headers = {"Location": "/"}
    assert outcomes(poll, 30, 34) == [Outcome.GONE] * 2
    assert story.versions.count() == 1
    assert [(event.kind, minutes(event.happened_at)) for event in story.events.all()] == [("removed", 30)]


def test_a_moved_story_is_followed_and_known_by_both_addresses(
    newsroom: Newsroom, story: Article, poll: Poll
) -> None:
    moved = newsroom.publish("/news/2026/port", *A)
    newsroom.pages["/news/1"].status = 301
    newsroom.pages["/news/1"].headers = {"Location": "/news/2026/port"}
    assert outcomes(poll, 30, 70) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert Article.objects.known_as(moved) == story
    assert [(e.kind, e.detail) for e in story.events.all()] == [("redirected", moved)]


def test_the_first_way_to_a_page_is_no_event(newsroom: Newsroom, poll: Poll) -> None:
    newsroom.publish("/news/2026/port", *A)
    newsroom.pages["/go/1"] = Page(b"", 302, {"Location": "/news/2026/port"})
    source = Source.objects.create(name="Post", slug="post")
    article, _ = Article.objects.track(f"{newsroom.url}/go/1", source, START)
    assert outcomes(poll, 0) == [Outcome.NEW_VERSION]
    assert Article.objects.known_as(f"{newsroom.url}/news/2026/port") == article
    assert not article.events.exists()


def test_another_site_s_address_is_not_taken(newsroom: Newsroom, story: Article, poll: Poll) -> None:
    with open_newsroom() as other:
        theirs = other.publish("/theirs", *A)
        newsroom.pages["/news/1"] = Page(b"", 302, {"Location": theirs})
        assert outcomes(poll, 30) == [Outcome.UNCHANGED]
        assert Article.objects.known_as(theirs) is None
