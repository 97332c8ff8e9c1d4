"""A look at a site before it is added keeps every promise: one whole answer of a feed in its life, pace, robots.txt."""

import time
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from articles.models import Article, Host, Preview
from articles.models.preview import VALIDATORS_KEPT
from articles.pipeline import NotAdded, add_feed, add_previewed, add_source, look_at
from articles.pipeline.previewing import SAMPLES
from tests.factories import make_source
from tests.fetching.loopback import LoopbackServer, page, redirect
from tests.politeness.articles import publish
from tests.politeness.feeds import (
    HOUR,
    MINUTE,
    Poll,
    asked_for,
    at,
    conditions,
    not_modified,
    poll,
    rss,
    server,
)

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
HTML = "Content-Type: text/html; charset=utf-8"
NOW = at(0 * HOUR)
STORIES = [f"/story/{number}" for number in range(5)]


@pytest.fixture(autouse=True)
def site(server: LoopbackServer) -> None:
    publish(server, *STORIES)
    server.answers["/feed"] = page(
        rss(*map(server.url, STORIES)),
        "Content-Type: application/rss+xml",
        'ETag: "1"',
        "Cache-Control: max-age=3600",
    )
    server.answers["/"] = page(
        b'<html><link rel="alternate" type="application/rss+xml" href="/feed"></html>', HTML
    )


def test_what_was_looked_at_is_never_fetched_whole_again(server: LoopbackServer, poll: Poll) -> None:
    preview = look_at(server.url(), "ada", NOW)
    look_at(server.url("/feed"), "ada", NOW)
    look_at(server.url(), "bob", NOW)
    feed = add_previewed(preview)
    Article.objects.update(next_check_at=None)
    server.answers["/feed"] = not_modified()
    poll(2 * HOUR)
    feed.refresh_from_db()
    assert [conditions(headers)[0] for headers in asked_for(server, "/feed")] == ["", '"1"']
    assert (feed.last_outcome, feed.asked_interval, feed.articles.count()) == ("unchanged", HOUR, 5)


def test_an_older_look_is_asked_for_anew_only_where_it_has_changed(server: LoopbackServer) -> None:
    look_at(server.url("/feed"), "ada", NOW)
    for minutes, answer, stories in (
        (61, not_modified('ETag: "2"'), 5),
        (62, page(rss(server.url("/new"))), 1),
    ):
        Preview.objects.update(made_at=timezone.now() - minutes * MINUTE)
        server.answers["/feed"] = answer
        preview = look_at(server.url("/feed"), "ada", at(minutes * MINUTE))
        assert preview.seen["entries_count"] == stories
    assert [conditions(headers)[0] for headers in asked_for(server, "/feed")] == ["", '"1"', '"2"']
    Preview.objects.update(made_at=timezone.now() - VALIDATORS_KEPT)
    server.answers["/feed"] = page(status="404 Not Found")
    with pytest.raises(NotAdded):
        look_at(server.url("/feed"), "ada", at(9 * HOUR))
    assert not Preview.objects.exists()


@pytest.mark.parametrize("is_new", [True, False])
def test_nor_where_it_is_added_in_another_way(server: LoopbackServer, is_new: bool) -> None:
    look_at(server.url("/feed"), "ada", NOW)
    if is_new:
        add_source(server.url("/feed"), NOW)
    else:
        add_feed(server.url("/feed"), make_source(), NOW)
    assert len(asked_for(server, "/feed")) == 1
    assert not Preview.objects.exists()


def test_a_redirect_is_remembered_with_whose_validators_they_are(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/moved"] = redirect("/feed")
    feed = add_previewed(look_at(server.url("/moved"), "ada", NOW))
    assert (feed.etag, feed.validators_url) == ('"1"', server.url("/feed"))
    Article.objects.update(next_check_at=None)
    poll(2 * HOUR)
    assert [conditions(headers)[0] for headers in asked_for(server, "/feed")] == ["", '"1"']


def test_three_articles_are_looked_at_and_no_more(server: LoopbackServer) -> None:
    look_at(server.url("/feed"), "ada", NOW)
    assert server.asked() == ["/robots.txt", "/feed", *STORIES[:SAMPLES]]


@override_settings(FETCH_HOST_GAP=timedelta(seconds=0.4))
def test_they_keep_the_gap_and_robots_txt(server: LoopbackServer) -> None:
    server.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /story/1\n")
    began = time.monotonic()
    preview = look_at(server.url("/feed"), "ada", NOW)
    assert time.monotonic() - began >= 3 * 0.4
    assert server.asked() == ["/robots.txt", "/feed", "/story/0", "/story/2"]
    assert [bool(sample["refused"]) for sample in preview.seen["samples"]] == [False, True, False]
    assert preview.seen["serves"] == "partly"


def test_it_ends_in_time_where_a_host_asks_for_long_gaps(server: LoopbackServer) -> None:
    server.answers["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 40\n")
    Host.objects.for_url(server.url()).keep_robots(200, "", timedelta(0), NOW() + HOUR)
    Host.objects.update(crawl_delay=timedelta(seconds=40))
    began = time.monotonic()
    preview = look_at(server.url("/feed"), "ada", NOW)
    assert time.monotonic() - began < 5
    assert server.asked() == ["/feed"]
    assert all("no time" in sample["refused"] for sample in preview.seen["samples"])
    assert preview.seen["serves"] == "no"


def test_nothing_is_kept_of_hosts_of_articles_that_were_not_reached(server: LoopbackServer) -> None:
    server.answers["/feed"] = page(rss("http://10.0.0.1/story", "http://127.0.0.1:9/story"))
    with override_settings(FETCH_DEADLINE=timedelta(seconds=5)):
        preview = look_at(server.url("/feed"), "ada", NOW)
    assert [bool(sample["refused"]) for sample in preview.seen["samples"]] == [True, True]
    assert Host.objects.count() == 1
