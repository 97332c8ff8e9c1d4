"""One poll of a feed."""

from datetime import timedelta

import pytest

from articles.models import Article, Feed
from articles.pipeline import add_source
from articles.versioning import Outcome
from tests.newsroom import Newsroom
from tests.pipeline.conftest import AT_START, START, Poll


@pytest.fixture
def feed(newsroom: Newsroom, poll: Poll) -> Feed:
    newsroom.publish("/news/1", "One", "The first story of the day has one paragraph.")
    newsroom.publish("/news/2", "Two", "The second story of the day has one paragraph.")
    return add_source(newsroom.feed("/feed", "/news/1"), AT_START)


def test_new_entries_become_articles_that_are_checked_in_the_same_pass(
    newsroom: Newsroom, feed: Feed, poll: Poll
) -> None:
    newsroom.feed("/feed", "/news/2", "/news/1")
    reports = poll(20)
    assert [(r.outcome, r.url) for r in reports] == [
        (Outcome.NEW_ENTRIES, feed.url),
        (Outcome.NEW_VERSION, f"{newsroom.url}/news/1"),
        (Outcome.NEW_VERSION, f"{newsroom.url}/news/2"),
    ]
    assert set(Article.objects.values_list("headline", "versions_count")) == {("One", 1), ("Two", 1)}
    assert feed.source.articles.count() == 2


def test_a_known_story_in_another_form_does_not_double(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    newsroom.feed("/feed", "/news/1?utm_source=rss", "/news/1#comments")
    poll(20)
    assert Article.objects.count() == 1


def test_a_feed_is_asked_conditionally_from_its_second_poll_on(
    newsroom: Newsroom, feed: Feed, poll: Poll
) -> None:
    newsroom.pages["/feed"].headers["Last-Modified"] = "Tue, 24 Nov 2026 05:00:00 GMT"
    etag = newsroom.pages["/feed"].etag
    assert poll(20)[0].outcome == Outcome.UNCHANGED
    first, second = newsroom.asked("/feed")
    assert "If-None-Match" not in first.headers
    assert second.headers["If-None-Match"] == etag
    assert second.status == 304
    assert "Stet/" in second.headers["User-Agent"]
    assert "+http" in second.headers["User-Agent"]
    assert not {"Cookie", "Referer"} & set(second.headers)


@pytest.mark.parametrize(
    ("status", "body", "outcome", "wait"),
    [
        (200, b"<html><p>Not a feed</p></html>", Outcome.FAILED, 30),
        (403, b"", Outcome.BLOCKED, 30),
        (404, b"", Outcome.GONE, 30),
        (500, b"", Outcome.FAILED, 30),
    ],
)
def test_a_feed_that_fails_says_why_and_waits(
    newsroom: Newsroom, feed: Feed, poll: Poll, status: int, body: bytes, outcome: Outcome, wait: int
) -> None:
    poll(1)
    newsroom.pages["/feed"].status, newsroom.pages["/feed"].body = status, body
    report = next(r for r in poll(20) if r.url == feed.url)
    feed.refresh_from_db()
    assert (report.outcome, feed.failures) == (outcome, 1)
    assert report.detail == feed.last_error != ""
    waits = feed.next_check_at - START - timedelta(minutes=20)
    assert timedelta(minutes=wait) <= waits <= timedelta(minutes=wait) * 1.04
