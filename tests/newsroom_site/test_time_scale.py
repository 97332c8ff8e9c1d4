"""A time scale hurries every wait of the schedule, and keeps to this machine."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from articles.models import Article, Feed, Host, Source
from articles.pipeline import NotAdded, add_source
from articles.versioning import Outcome

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _sixty_times_as_fast(settings: Any) -> None:
    settings.TIME_SCALE = 60
    settings.FETCH_ONLY_NETS = (ip_network("127.0.0.0/8"),)


def _article(**fields: Any) -> Article:
    source = Source.objects.create(name="Post", slug="post")
    host = Host.objects.create(address="post.example:443")
    known = {"url": "https://post.example/a", "first_seen_at": NOW} | fields
    return Article.objects.create(source=source, host=host, **known)


@pytest.mark.django_db
def test_intervals_are_the_policys_own_and_waits_are_scaled() -> None:
    after = _article().next_check(Outcome.UNCHANGED, NOW)
    assert timedelta(minutes=10) < after["interval"] < timedelta(minutes=30)
    scaled = after["interval"] / 60
    assert 0.96 * scaled <= after["next_check_at"] - NOW <= scaled


@pytest.mark.django_db
def test_an_article_is_given_up_by_the_policys_interval() -> None:
    article = _article(first_seen_at=NOW - timedelta(days=60) / 60)
    assert article.next_check(Outcome.UNCHANGED, NOW)["next_check_at"] is None


@pytest.mark.django_db
def test_the_schedule_knows_an_articles_age_by_its_own_time() -> None:
    article = _article(first_seen_at=NOW - timedelta(minutes=2), last_changed_at=NOW - timedelta(minutes=1))
    history = article.history(Outcome.UNCHANGED, NOW)
    assert (history.age, history.since_change) == (timedelta(hours=2), timedelta(hours=1))


def test_feeds_and_hosts_are_hurried(settings: Any) -> None:
    settings.FEED_INTERVAL, settings.FETCH_HOST_GAP = timedelta(minutes=15), timedelta(seconds=3)
    assert Feed().next_poll(Outcome.UNCHANGED, NOW) == NOW + timedelta(seconds=15)
    assert Feed(failures=1).next_poll(Outcome.FAILED, NOW) == NOW + timedelta(seconds=60)
    assert Host().gap == timedelta(seconds=0.05)
    assert Host(crawl_delay=timedelta(seconds=30)).gap == timedelta(seconds=0.5)


@pytest.mark.django_db(transaction=True)
def test_nothing_but_this_machine_is_fetched_from() -> None:
    with pytest.raises(NotAdded, match="is not on this machine"):
        add_source("http://93.184.215.14/feed")
    assert not Host.objects.exists()
