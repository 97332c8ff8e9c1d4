"""What a feed says of an article it lists is a hint: where that changes, the article is looked at."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Feed, Listing, Source, SourceDay
from articles.pipeline import add_source, claim_due, work_on
from articles.versioning import Outcome
from tests.newsroom import Newsroom
from tests.pipeline.conftest import AT_START, START, Poll, claim_one


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


@pytest.mark.parametrize("status", [200, 500])
def test_a_hint_that_comes_during_a_visit_is_followed_by_the_next(
    newsroom: Newsroom, feed: Feed, poll: Poll, status: int
) -> None:
    """Be it a second one: what it told may have come after the page was read."""
    at, later = START + timedelta(minutes=20), START + timedelta(minutes=21)
    Feed.objects.update(next_check_at=None)
    article = Article.objects.get(headline="One")
    with transaction.atomic():
        Article.objects.hint([article.pk], at)
    newsroom.pages["/news/1"].status = status

    def hint(path: str) -> None:
        with transaction.atomic():
            Article.objects.hint([article.pk], later)
        connection.close()

    row = claim_one(at)
    newsroom.before = hint
    assert work_on(row, lambda: at) is not None
    newsroom.before = lambda path: None
    article.refresh_from_db()
    assert (article.hinted_at, article.next_check_at, article.last_checked_at) == (later, later, at)
    assert work_on(claim_one(later), lambda: later) is not None
    article.refresh_from_db()
    assert article.hinted_at is None
    assert article.next_check_at is None or article.next_check_at > later


def test_a_hint_outlives_a_visit_that_failed(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    """Of an article that was given up long ago, too: the feed says it once."""
    Article.objects.update(next_check_at=None, interval=timedelta(days=20))
    newsroom.pages["/news/1"].status = 500
    retitle(newsroom, "/news/1", "The first story, longer")
    poll(20)
    article = Article.objects.get(headline="One")
    assert (article.last_outcome, article.hinted_at) == ("failed", START + timedelta(minutes=20))
    newsroom.publish(
        "/news/1", "One", "The first story of the day has another paragraph now, and it is longer."
    )
    poll(25)
    article.refresh_from_db()
    assert (article.changes_count, article.hinted_at) == (1, None)


def test_entries_are_looked_up_once_a_poll(newsroom: Newsroom, feed: Feed, poll: Poll) -> None:
    """New ones too, and one that a feed lists under two addresses."""
    newsroom.publish("/news/3", "Three", "The third story of the day has one paragraph.")
    newsroom.feed("/feed", "/news/1", "/news/2", "/news/3", "/news/3/amp")
    [claim] = claim_due(START + timedelta(minutes=20), 1)
    row = claim.take()
    assert row is not None
    with CaptureQueriesContext(connection) as queries:
        work_on(row, lambda: START + timedelta(minutes=20))
    looked_up = [query["sql"] for query in queries if "/news/2/index.html" in query["sql"]]
    assert len(looked_up) == 2  # among the articles, and among their aliases
    listed = Listing.objects.order_by("article__url").values_list("article__url", flat=True)
    assert list(listed) == [f"{newsroom.url}/news/{number}" for number in (1, 2, 3)]
    assert Article.objects.count() == 3


def test_a_feed_that_lists_an_article_at_two_addresses_hints_by_both(
    newsroom: Newsroom, feed: Feed, poll: Poll
) -> None:
    """In whatever order it lists them."""
    amp = "/news/1/amp"
    newsroom.feed("/feed", "/news/1", "/news/2", amp)
    poll(20)
    Article.objects.update(next_check_at=None)
    before = asked(newsroom)
    newsroom.feed("/feed", amp, "/news/1", "/news/2")
    assert [report.outcome for report in poll(60)] == [Outcome.UNCHANGED]
    assert asked(newsroom) == before
    for minute, path in [(100, "/news/1"), (140, amp)]:
        body = newsroom.pages["/feed"].body
        newsroom.pages["/feed"].body = body.replace(f"<title>{path}<".encode(), b"<title>Longer<")
        assert newsroom.pages["/feed"].body != body
        poll(minute)
        Article.objects.update(next_check_at=None)
        before = (before[0] + 1, before[1])
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
