"""What a feed leaves out: tried on its last poll, refused where a pattern is bad, kept to at the next poll."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Feed, FeedCopy
from articles.pipeline import add_source
from tests.factories import make_feed, make_source
from tests.newsroom import Newsroom
from tests.pipeline.conftest import AT_START, Poll, poll

__all__ = ["poll"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def feed(newsroom: Newsroom) -> Feed:
    """Of two stories and a live ticker, all tracked."""
    return add_source(newsroom.feed("/feed", "/news/1", "/news/2", "/live/3"), AT_START)


def write(desk: Client, feed: Feed, **fields: str) -> str:
    response = desk.post(reverse("admin:articles_feed_filters", args=[feed.pk]), fields, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_last_poll_is_sorted_without_asking_the_host(
    admin_client: Client, newsroom: Newsroom, feed: Feed
) -> None:
    page = admin_client.get(reverse("admin:articles_feed_filters", args=[feed.pk])).content.decode()
    assert "3 kept, 0 left out" in page
    page = write(admin_client, feed, exclude_url="/live/", **{"try": "1"})
    assert "2 kept, 1 left out" in page
    assert "its address matches /live/; tracked already, and stays" in page
    page = write(admin_client, feed, include_title="1$\r\n\r\n2$", exclude_title="2", **{"try": "1"})
    assert "1 kept, 2 left out" in page
    assert "no pattern that includes matches it" in page
    assert len(newsroom.asked("/feed")) == 1
    assert Feed.objects.get().filters == {}


def test_what_is_saved_holds_at_the_next_poll(
    admin_client: Client, newsroom: Newsroom, feed: Feed, poll: Poll
) -> None:
    page = write(admin_client, feed, exclude_url="/live/\r\n(?i)SPORT", save="1")
    assert "Saved" in page
    assert "/live/\n(?i)SPORT</textarea>" in page
    assert Feed.objects.get().filters == {"exclude": {"url": ["/live/", "(?i)SPORT"]}}
    assert "(?i)SPORT" in LogEntry.objects.get().change_message
    newsroom.feed("/feed", "/news/1", "/live/3", "/live/4", "/sport/5", "/news/6")
    poll(30)
    assert sorted(Article.objects.values_list("url", flat=True)) == sorted(
        newsroom.url + path for path in ("/news/1", "/news/2", "/live/3", "/news/6")
    )
    change = reverse("admin:articles_feed_change", args=[feed.pk])
    assert "exclude by url: /live/  (?i)SPORT" in admin_client.get(change).content.decode()


def test_a_bad_pattern_is_refused_with_its_place(admin_client: Client, feed: Feed) -> None:
    page = write(admin_client, feed, exclude_title="fine\nbad[a-z", save="1")
    told = page.partition('for="id_exclude_title"')[2].partition("</div>")[0]
    assert "Pattern 2: “bad[a-z” is no pattern: at character 4, this [ is never closed." in told
    assert Feed.objects.get().filters == {}


def test_a_feed_that_was_not_polled_yet_says_so(admin_client: Client) -> None:
    page = admin_client.get(reverse("admin:articles_feed_filters", args=[make_feed(make_source()).pk]))
    assert "No poll to try them on yet" in page.content.decode()


def test_a_long_feed_costs_no_more_queries(
    admin_client: Client, newsroom: Newsroom, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    feed = add_source(newsroom.feed("/feed", *(f"/news/{number}" for number in range(60))), AT_START)
    url = reverse("admin:articles_feed_filters", args=[feed.pk])
    admin_client.get(url)
    with django_assert_num_queries(6):
        assert "60 kept" in admin_client.get(url).content.decode()


def test_lists_of_feeds_load_no_copies(
    admin_client: Client, feed: Feed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert FeedCopy.objects.get().body
    with django_assert_num_queries(7) as queries:
        admin_client.get(reverse("admin:articles_feed_changelist"))
    assert not [query for query in queries.captured_queries if "feedcopy" in query["sql"]]
