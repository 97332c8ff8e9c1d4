"""What a poll makes of a feed's filters, and what it keeps of the feed."""

from datetime import timedelta

from articles.models import Article, Feed, FeedCopy
from articles.pipeline import add_source
from articles.versioning import Outcome
from tests.newsroom import Newsroom
from tests.pipeline.conftest import AT_START, START, Poll


def test_entries_that_are_left_out_are_not_tracked_and_tracked_articles_stay(
    newsroom: Newsroom, poll: Poll
) -> None:
    feed = add_source(newsroom.feed("/feed", "/news/1", "/live/2"), AT_START)
    Feed.objects.update(filters={"exclude": {"url": ["/live/"]}})
    newsroom.feed("/feed", "/live/2", "/live/3", "/news/4")
    Article.objects.update(next_check_at=None)
    poll(30)
    assert sorted(Article.objects.values_list("url", flat=True)) == sorted(
        newsroom.url + path for path in ("/news/1", "/live/2", "/news/4")
    )
    live = Article.objects.get(url=f"{newsroom.url}/live/2")
    assert live.listings.get().feed == feed
    Feed.objects.update(filters={})
    newsroom.feed("/feed", "/live/3")
    poll(90)
    assert Article.objects.filter(url=f"{newsroom.url}/live/3").exists()


def test_filters_that_cannot_be_used_stop_the_poll_and_not_the_worker(newsroom: Newsroom, poll: Poll) -> None:
    add_source(newsroom.feed("/feed", "/news/1"), AT_START)
    Feed.objects.update(filters={"exclude": {"title": ["("]}})
    Article.objects.update(next_check_at=None)
    newsroom.feed("/feed", "/news/2")
    poll(30)
    feed = Feed.objects.get()
    assert feed.last_outcome == Outcome.FAILED
    assert "its filters cannot be used: exclude by title, line 1" in feed.last_error
    assert Article.objects.count() == 1


def test_the_last_whole_answer_is_kept_and_a_304_leaves_it(newsroom: Newsroom, poll: Poll) -> None:
    add_source(newsroom.feed("/feed", "/news/1"), AT_START)
    first = FeedCopy.objects.get()
    assert first.body == newsroom.pages["/feed"].body
    Article.objects.update(next_check_at=None)
    poll(30)
    assert FeedCopy.objects.get().fetched_at == first.fetched_at == START
    newsroom.feed("/feed", "/news/2")
    poll(90)
    copy = FeedCopy.objects.get()
    assert (copy.fetched_at, copy.body) == (START + timedelta(minutes=90), newsroom.pages["/feed"].body)
    assert (copy.url, copy.content_type) == (f"{newsroom.url}/feed", "application/rss+xml")
