"""What a feed says of an article it lists is a hint: where that changes, the article is looked at."""

from datetime import timedelta

import pytest

from articles.models import Article, Feed, Listing, Source, SourceDay
from articles.pipeline import add_source
from articles.versioning import Outcome
from tests.newsroom import Newsroom
from tests.pipeline.conftest import AT_START, START, Poll


@pytest.fixture
def feed(newsroom: Newsroom, poll: Poll) -> Feed:
    newsroom.publish("/news/1", "One", "The first story of the day has one paragraph.")
    newsroom.publish("/news/2", "Two", "The second story of the day has one paragraph.")
    feed = add_source(newsroom.feed("/feed", "/news/1", "/news/2"), AT_START)
    poll(0)
    Article.objects.update(next_check_at=None, interval=timedelta(days=20))
    return feed


def retitle(newsroom: Newsroom, path: str, title: str) -> None:
    page = newsroom.pages["/feed"]
    newsroom.feed("/feed", "/news/1", "/news/2")
    body = newsroom.pages["/feed"].body.replace(
        f"<title>{path}</title>".encode(), f"<title>{title}</title>".encode()
    )
    assert body != page.body
    newsroom.pages["/feed"].body = body


def asked(newsroom: Newsroom) -> tuple[int, int]:
    return len(newsroom.asked("/news/1")), len(newsroom.asked("/news/2"))


def test_an_article_is_looked_at_when_its_entry_changes_a_retired_one_too(
    newsroom: Newsroom, feed: Feed, poll: Poll
) -> None:
    before = asked(newsroom)
    retitle(newsroom, "/news/1", "The first story, longer")
    reports = poll(20)
    assert [(r.outcome, r.url) for r in reports][1:] == [(Outcome.UNCHANGED, f"{newsroom.url}/news/1")]
    assert asked(newsroom) == (before[0] + 1, before[1])
    assert (Article.objects.exclude(hinted_at=None).count(), Source.objects.get().hints_count) == (0, 1)


def test_the_same_feed_in_other_bytes_hints_at_nothing(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    before = asked(newsroom)
    newsroom.feed("/feed", "/news/2", "/news/1")
    assert [r.outcome for r in poll(20)] == [Outcome.UNCHANGED]
    assert asked(newsroom) == before


def test_a_hint_that_comes_true_is_the_sources_record(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    newsroom.publish(
        "/news/1", "One", "The first story of the day has another paragraph now, and it is longer."
    )
    retitle(newsroom, "/news/1", "The first story, longer")
    poll(20)
    poll(26)
    source = Source.objects.get()
    assert (source.changes_count, source.changes_in_feed_count, source.changes_hinted_count) == (1, 1, 1)
    assert (source.hints_count, source.hints_right_count) == (1, 1)
    assert sum(source.changes_by_hour) == 1


def test_every_fetch_is_counted_by_what_it_was_for(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    newsroom.publish(
        "/news/1", "One", "The first story of the day has another paragraph now, and it is longer."
    )
    newsroom.publish("/news/2", "Two", status=500)
    Article.objects.filter(headline="Two").update(next_check_at=START)
    retitle(newsroom, "/news/1", "The first story, longer")
    poll(20)
    poll(26)
    day = SourceDay.objects.get()
    assert (day.feed_polls, day.checks, day.hinted_checks, day.confirmations) == (2, 3, 1, 1)
    assert (day.articles, day.changes, day.failures) == (2, 1, 1)


def test_hints_that_are_never_right_are_followed_no_more(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    Source.objects.update(hints_count=60, hints_right_count=0)
    before = asked(newsroom)
    retitle(newsroom, "/news/1", "The first story, longer")
    poll(20)
    assert asked(newsroom) == before


def test_a_paused_article_stays_paused(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    Article.objects.get(headline="One").pause()
    before = asked(newsroom)
    retitle(newsroom, "/news/1", "The first story, longer")
    poll(20)
    assert asked(newsroom) == before


def test_what_leaves_the_feed_is_listed_no_more(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    assert Listing.objects.count() == 2
    newsroom.feed("/feed", "/news/2")
    poll(20)
    assert [listing.article.headline for listing in Listing.objects.select_related("article")] == ["Two"]


def test_a_source_whose_budget_is_short_pays_more_for_a_check(
    newsroom: Newsroom, feed: Feed, poll: Poll
) -> None:
    """Three fetches have been made already; the price moves with what a day costs, and back without a budget."""
    Source.objects.update(fetches_per_day=1)
    for minutes in (30, 24 * 60, 26 * 60):
        poll(minutes)
    price = Source.objects.get().price
    assert price > 1.05
    Source.objects.update(fetches_per_day=None)
    poll(28 * 60)
    assert Source.objects.get().price == 1
