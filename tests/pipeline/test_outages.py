"""A host that serves nothing loses no article, costs few fetches, and is noticed when it is back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import Min
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Event, Feed, Host, SourceDay
from articles.pipeline import run_pass
from articles.versioning import Outcome
from tests.fetching.loopback import LoopbackServer, page
from tests.politeness.articles import publish, track
from tests.politeness.feeds import DAY, HOUR, MINUTE, START, at, feed_page, subscribe

pytestmark = pytest.mark.django_db(transaction=True)
INTERVAL = 10 * MINUTE
STORIES = tuple(f"/news/{number}" for number in range(8))
BROKEN, MISSING = page(status="500 Broken"), page(b"not here", status="404 Not Found")


@contextmanager
def site(stories: tuple[str, ...] = STORIES, port: int = 0) -> Iterator[LoopbackServer]:
    with LoopbackServer(port=port) as server:
        publish(server, *stories)
        server.answers["/feed"] = feed_page()
        yield server


def begin(server: LoopbackServer, stories: tuple[str, ...] = STORIES, interval: timedelta = INTERVAL) -> None:
    """Stories and their feed, all seen once, and due again one after the other within an interval."""
    subscribe(server)
    track(server, *stories)
    assert len(list(run_pass(at(0 * HOUR)))) == len(stories)
    for number, article in enumerate(Article.objects.order_by("pk"), start=1):
        due = START + interval * number / len(stories)
        Article.objects.filter(pk=article.pk).update(interval=interval, next_check_at=due)


def answer_all(server: LoopbackServer, answer: bytes) -> None:
    server.answers = dict.fromkeys(server.answers, answer)


def next_due() -> datetime:
    times = [rows.objects.aggregate(at=Min("next_check_at"))["at"] for rows in (Article, Feed)]
    return max(min(filter(None, times)), Host.objects.get().blocked_until or START)


def follow(since: timedelta, until: timedelta) -> None:
    """Visit what is due, whenever something is, between these times after the start."""
    now = START + since
    while (now := max(next_due(), now)) <= START + until:
        list(run_pass(at(now - START)))
        now += timedelta(seconds=1)


def visits() -> int:
    """To articles, the first ones included."""
    return sum(day.checks + day.confirmations for day in SourceDay.objects.all())


def intervals() -> dict[str, timedelta | None]:
    return dict(Article.objects.values_list("url", "interval"))


def test_an_outage_costs_few_fetches() -> None:
    with site() as server:
        begin(server)
        before, asked = visits(), len(server.requests)
        answer_all(server, BROKEN)
        follow(MINUTE, 4 * HOUR)
        assert (visits() - before) / (len(STORIES) * (4 * HOUR / INTERVAL)) < 0.2
        assert len(server.requests) - asked < 40
        publish(server, *STORIES)
        follow(4 * HOUR, 4 * HOUR + INTERVAL)
    assert {article.last_outcome for article in Article.objects.all()} == {Outcome.UNCHANGED}


@pytest.mark.parametrize("trouble", [BROKEN, None], ids=["500", "refused"])
def test_two_days_of_outage_lose_nothing(trouble: bytes | None) -> None:
    interval = 4 * HOUR
    with site() as server:
        begin(server, interval=interval)
        known = intervals()
        if trouble:
            answer_all(server, trouble)
            follow(MINUTE, 2 * DAY)
    if not trouble:
        follow(MINUTE, 2 * DAY)
    assert not Event.objects.exists()
    assert not Article.objects.filter(next_check_at=None).exists()
    assert intervals() == known
    feed = Feed.objects.get()
    assert feed.next_check_at is not None
    assert feed.next_check_at > START + 2 * DAY + interval
    with site(port=server.port) as server:
        follow(2 * DAY, 2 * DAY + interval)
        assert set(server.asked()) >= {*STORIES, "/feed"}
    assert {article.last_outcome for article in Article.objects.all()} == {Outcome.UNCHANGED}
    host = Host.objects.get()
    assert (host.failures, host.failing_since) == (0, None)


@pytest.mark.parametrize(("number", "interval"), [(2, INTERVAL), (3, 2 * HOUR), (8, INTERVAL)])
def test_a_broken_deploy_removes_nothing(number: int, interval: timedelta) -> None:
    """Of a few pages that are seldom looked at, one that is gone calls another one as a witness."""
    stories = STORIES[:number]
    with site(stories) as server:
        begin(server, stories, interval)
        answer_all(server, MISSING)
        follow(MINUTE, HOUR)
        assert set(Article.objects.values_list("last_outcome", flat=True)) == {Outcome.GONE}
        publish(server, *stories)
        follow(HOUR, HOUR + interval)
    assert set(Article.objects.values_list("last_outcome", "removed_at")) == {(Outcome.UNCHANGED, None)}
    assert not Event.objects.exists()


def test_what_is_gone_while_others_are_served_is_removed_as_of_its_first_sight() -> None:
    with site() as server:
        begin(server)
        gone = Article.objects.get(url__endswith=STORIES[2])
        first_sight = gone.next_check_at
        server.answers[STORIES[2]] = MISSING
        follow(MINUTE, HOUR)
    assert [(event.article, event.kind, event.happened_at) for event in Event.objects.all()] == [
        (gone, "removed", first_sight)
    ]
    gone.refresh_from_db()
    assert gone.removed_at == first_sight
    assert Host.objects.get().failures <= 1


def test_two_that_are_gone_together_are_removed_as_a_third_is_served() -> None:
    with site() as server:
        begin(server, interval=6 * HOUR)
        first_sight = Article.objects.earliest("next_check_at").next_check_at
        for path in STORIES[:2]:
            server.answers[path] = MISSING
        follow(MINUTE, HOUR)
    removed = Event.objects.filter(kind="removed", happened_at=first_sight)
    assert sorted(event.article.url for event in removed) == [server.url(path) for path in STORIES[:2]]
    assert (visits(), Host.objects.get().failures) == (len(STORIES) + 5, 0)


def test_a_host_that_answers_404_for_days_has_removed_its_articles() -> None:
    with site() as server:
        begin(server, interval=6 * HOUR)
        answer_all(server, MISSING)
        follow(MINUTE, 3 * DAY)
        assert not Event.objects.exists()
        stopped_at = Host.objects.get().failing_since
        follow(3 * DAY, 4 * DAY)
        kept = intervals()
        follow(4 * DAY, 5 * DAY)
    removed = Event.objects.filter(kind="removed", happened_at=stopped_at)
    assert sorted(event.article.url for event in removed) == [server.url(path) for path in STORIES]
    assert all(intervals()[url] > interval for url, interval in kept.items())


def test_a_host_that_is_gone_for_long_is_tried_now_and_then() -> None:
    with site() as server:
        begin(server)
        answer_all(server, BROKEN)
        follow(MINUTE, HOUR)
        Host.objects.update(failing_since=START - 8 * DAY)
        before = visits()
        follow(HOUR, HOUR + 2 * DAY)
    assert 7 <= visits() - before <= 9


def test_an_outage_does_not_shorten_the_wait_that_a_host_asks_for() -> None:
    with site() as server:
        begin(server)
        answer_all(server, BROKEN)
        follow(MINUTE, HOUR)
        answer_all(server, page(b"later", "Retry-After: 7200", status="503 Service Unavailable"))
        asked_at = next_due()
        follow(HOUR, 2 * HOUR)
    assert Host.objects.get().blocked_until == asked_at + 2 * HOUR


def test_an_article_that_fails_alone_keeps_its_interval_once_and_is_given_up_in_the_end() -> None:
    with site() as server:
        begin(server)
        article = Article.objects.order_by("pk")[0]
        server.answers[STORIES[0]] = BROKEN
        follow(MINUTE, INTERVAL)
        article.refresh_from_db()
        assert (article.failures, article.interval) == (1, INTERVAL)
        follow(INTERVAL, 3 * INTERVAL)
        article.refresh_from_db()
        assert article.interval is not None
        assert article.interval > INTERVAL
        Article.objects.filter(pk=article.pk).update(
            first_seen_at=START - 60 * DAY, last_changed_at=None, next_check_at=START + HOUR
        )
        follow(HOUR, HOUR)
    article.refresh_from_db()
    assert article.next_check_at is None
    assert not Host.objects.get().is_out


def test_no_article_is_given_up_while_its_host_is_out() -> None:
    with site() as server:
        begin(server)
        answer_all(server, BROKEN)
        follow(MINUTE, HOUR)
        Article.objects.update(first_seen_at=START - 60 * DAY, last_changed_at=None, next_check_at=START)
        follow(HOUR, 3 * HOUR)
    assert not Article.objects.filter(next_check_at=None).exists()


def test_a_lone_article_that_fails_for_good_is_given_up_after_three_months() -> None:
    with site(STORIES[:1]) as server:
        begin(server, STORIES[:1])
        answer_all(server, BROKEN)
        follow(MINUTE, 12 * HOUR)
        assert Host.objects.get().is_out
        before = visits()
        Host.objects.update(failing_since=START - 85 * DAY)
        Article.objects.update(first_seen_at=START - 60 * DAY)
        follow(12 * HOUR, 4 * DAY)
        assert 4 <= visits() - before <= 5
        assert Article.objects.get().next_check_at is not None
        list(run_pass(at(6 * DAY)))
    article = Article.objects.get()
    assert (article.next_check_at, article.removed_at) == (None, None)
    assert not Event.objects.exists()


def test_a_feed_is_not_hurried_by_a_host_that_was_not_out() -> None:
    with site() as server:
        begin(server)
        server.answers["/feed"] = server.answers[STORIES[0]] = BROKEN
        Feed.objects.update(next_check_at=START + MINUTE)
        follow(MINUTE, MINUTE)
        feed = Feed.objects.get()
        follow(MINUTE, INTERVAL)
    assert feed.failures == 1
    assert Feed.objects.get().next_check_at == feed.next_check_at


def test_failures_that_two_workers_note_at_once_are_two(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    Host.objects.create(address="post.example:443")
    for host, minute in zip((Host.objects.get(), Host.objects.get()), (0, 1), strict=True):
        host.note_failure(START + minute * MINUTE)
    host = Host.objects.get()
    assert (host.failures, host.failing_since) == (2, START)
    host.note_served(START)
    assert Host.objects.get().failures == 0
    with django_assert_num_queries(0):
        host.note_served(START)


def test_a_time_scale_hurries_an_outage_too(settings: Any) -> None:
    settings.TIME_SCALE = 60
    host = Host.objects.create(address="post.example:443", failures=4, failing_since=START)
    host.note_failure(START)
    assert host.blocked_until == START + timedelta(seconds=1)
    assert not host.is_shut_down(START + HOUR)
    assert host.is_shut_down(START + DAY / 20)
    host.note_failure(START + DAY)
    assert host.blocked_until == START + DAY + timedelta(minutes=24)


def test_a_sight_of_the_outage_proves_nothing_once_the_host_is_back() -> None:
    """A page that comes to be gone weeks later has its own first sight."""
    with site() as server:
        begin(server, interval=6 * HOUR)
        answer_all(server, MISSING)
        follow(MINUTE, HOUR)
        Article.objects.update(next_check_at=START + 20 * DAY)
        waiting = Article.objects.order_by("-pk")[0]
        Article.objects.filter(pk=waiting.pk).update(next_check_at=START + 2 * HOUR)
        publish(server, *STORIES)
        follow(2 * HOUR, 3 * HOUR)
    assert not Article.objects.filter(last_outcome=Outcome.GONE).exists()
    assert not Event.objects.exists()


def test_pages_that_are_served_and_cannot_be_read_are_no_outage() -> None:
    with LoopbackServer() as server:
        for path in STORIES:
            server.answers[path] = page(b"%PDF-1.7", status="200 OK")
        track(server, *STORIES)
        for hour in range(3):
            list(run_pass(at(hour * HOUR)))
            Article.objects.update(next_check_at=START)
    host = Host.objects.get()
    assert set(Article.objects.values_list("last_outcome", flat=True)) == {Outcome.FAILED}
    assert not host.is_out
    assert host.blocked_until is None


def test_a_host_that_is_out_is_tried_within_the_interval_of_its_liveliest_article() -> None:
    interval = 3 * MINUTE
    with site() as server:
        begin(server, interval=interval)
        answer_all(server, BROKEN)
        follow(MINUTE, 2 * HOUR)
        publish(server, *STORIES)
        follow(2 * HOUR, 2 * HOUR + interval)
    assert Article.objects.filter(last_outcome=Outcome.UNCHANGED).exists()
