"""A feed is polled no more often than the setting says and than it asks, and at least once a day."""

from datetime import timedelta
from typing import Any

import pytest

from articles.models import Feed
from tests.fetching.loopback import LoopbackServer, page
from tests.politeness.feeds import (
    DAY,
    HOUR,
    MINUTE,
    Poll,
    asked_for,
    due,
    feed_page,
    is_wait,
    not_modified,
    poll,
    server,
    subscribe,
    waits,
)

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("cache_control", "ttl", "wait"),
    [
        ("", None, 15 * MINUTE),
        ("max-age=60", 5, 15 * MINUTE),
        ("max-age=3600", None, HOUR),
        ("", 120, 2 * HOUR),
        ("max-age=3600", 120, 2 * HOUR),
        ("max-age=3600", 30, HOUR),
        ("max-age=60, s-maxage=3600", None, 15 * MINUTE),
        ("no-cache, max-age=3600", None, 15 * MINUTE),
        ("no-store, max-age=3600", 30, 30 * MINUTE),
        ("max-age=31536000", None, DAY),
        ("", 99_999, DAY),
    ],
)
def test_the_longest_of_setting_max_age_and_ttl_is_kept_to(
    server: LoopbackServer, poll: Poll, cache_control: str, ttl: int | None, wait: timedelta
) -> None:
    server.answers["/feed"] = feed_page(f"Cache-Control: {cache_control}", ttl=ttl)
    feed = subscribe(server)
    for _ in range(3):
        last = due(feed)
        assert is_wait(waits(feed), wait)
        assert waits(feed) <= DAY
        poll(last - timedelta(seconds=1))
        asked = len(asked_for(server, "/feed"))
        poll(last)
        assert len(asked_for(server, "/feed")) == asked + 1


def test_the_setting_is_the_least(server: LoopbackServer, poll: Poll, settings: Any) -> None:
    settings.FEED_INTERVAL = 5 * HOUR
    server.answers["/feed"] = feed_page("Cache-Control: max-age=3600")
    assert is_wait(waits(subscribe(server)), 5 * HOUR)


def test_a_304_tells_a_longer_pace_and_never_takes_back_a_ttl(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/feed"] = feed_page('ETag: "1"', "Cache-Control: max-age=60", ttl=120)
    feed = subscribe(server)
    asked = []
    for told in (["Cache-Control: max-age=60"], [], ["Cache-Control: max-age=10800"]):
        server.answers["/feed"] = not_modified(*told)
        poll(due(feed))
        asked.append(waits(feed))
    assert list(map(is_wait, asked, (2 * HOUR, 2 * HOUR, 3 * HOUR))) == [True] * 3
    server.answers["/feed"] = feed_page('ETag: "2"', "Cache-Control: max-age=1800")
    poll(due(feed))
    assert is_wait(waits(feed), 30 * MINUTE)


def test_a_feed_that_fails_keeps_to_what_it_asked_and_is_polled_once_a_day_at_least(
    server: LoopbackServer, poll: Poll
) -> None:
    server.answers["/feed"] = feed_page("Cache-Control: max-age=3600")
    feed = subscribe(server)
    server.answers["/feed"] = page(b"", status="500 Internal Server Error")
    asked = []
    for _ in range(9):
        poll(due(feed))
        asked.append(waits(feed))
    wanted = [HOUR, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR]
    assert list(map(is_wait, asked, wanted)) == [True] * 6
    assert asked[6:] == [DAY] * 3
    server.answers["/feed"] = feed_page()
    poll(due(feed))
    assert is_wait(waits(feed), 15 * MINUTE)
    assert feed.failures == 0


def test_feeds_that_are_added_together_are_not_polled_together_for_ever(
    server: LoopbackServer, poll: Poll
) -> None:
    feeds = []
    for number in range(12):
        server.answers[f"/{number}"] = feed_page()
        feeds.append(subscribe(server, f"/{number}"))
    Feed.objects.update(next_check_at=min(feed.next_check_at for feed in feeds if feed.next_check_at))
    poll(HOUR)
    times = sorted(due(feed) for feed in feeds)
    assert len({round(time.total_seconds()) for time in times}) == len(feeds)
    assert times[0] >= HOUR + 15 * MINUTE
