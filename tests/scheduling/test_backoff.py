"""How long to stay away."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from articles.scheduling import article_wait, max_age, poll_interval, told_wait, unexplained_wait

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta(0)),
        ("000000000000120", timedelta(seconds=120)),
        ("Tue, 24 Nov 2026 13:00:00 GMT", HOUR),
        ("Tuesday, 24-Nov-26 13:00:00 GMT", HOUR),
        ("Tue Nov 24 13:00:00 2026", HOUR),
        ("Tue, 24 Nov 2026 14:00:00 +0100", HOUR),
        ("Tue, 24 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("9" * 400, 7 * DAY),
        ("9" * 5_000, 7 * DAY),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * DAY),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("120, 240", None),
    ],
)
def test_retry_after(header: str, wait: timedelta | None) -> None:
    assert told_wait(header, NOW) == wait


def test_who_asks_for_patience_without_a_word_gets_ever_more() -> None:
    waits = [unexplained_wait(refusals) / HOUR for refusals in (0, 1, 2, 5, 6, 1_000)]
    assert waits == [4, 8, 16, 128, 168, 168]


@pytest.mark.parametrize(
    ("header", "age"),
    [
        ("max-age=300", 5 * MINUTE),
        ("public, Max-Age = 300 , must-revalidate", 5 * MINUTE),
        ('max-age="300"', 5 * MINUTE),
        ("max-age=300, max-age=600", 10 * MINUTE),
        ("max-age=300, s-maxage=9000", 5 * MINUTE),
        ("max-age=0", timedelta(0)),
        ("max-age=31536000", DAY),
        ("max-age=" + "9" * 5_000, DAY),
        ('no-cache="Set-Cookie, max-age=9", max-age=300', 5 * MINUTE),
        ('private="a, no-store", max-age=300', 5 * MINUTE),
        ("no-cache, max-age=300", None),
        ("max-age=300, No-Store", None),
        ("s-maxage=9000", None),
        ("max-age=-1", None),
        ("max-age=5m", None),
        ("max-age", None),
        ("x-max-age=300", None),
        ("", None),
    ],
)
def test_max_age(header: str, age: timedelta | None) -> None:
    assert max_age(header) == age


def test_a_failing_feed_is_polled_ever_more_seldom() -> None:
    waits = [poll_interval(15 * MINUTE, failures) for failures in (0, 1, 2, 7, 1000)]
    assert waits == [15 * MINUTE, 30 * MINUTE, 60 * MINUTE, DAY, DAY]


@pytest.mark.parametrize(
    ("base", "failures", "asked", "wait"),
    [
        (15 * MINUTE, 0, 5 * MINUTE, 15 * MINUTE),
        (15 * MINUTE, 0, HOUR, HOUR),
        (15 * MINUTE, 1, HOUR, HOUR),
        (15 * MINUTE, 3, HOUR, 2 * HOUR),
        (15 * MINUTE, 0, 9 * DAY, DAY),
        (2 * DAY, 0, HOUR, 2 * DAY),
    ],
)
def test_a_feed_is_polled_as_seldom_as_it_asks(
    base: timedelta, failures: int, asked: timedelta, wait: timedelta
) -> None:
    assert poll_interval(base, failures, asked) == wait


def test_feeds_that_were_due_together_drift_apart_and_none_comes_early() -> None:
    waits = sorted(poll_interval(15 * MINUTE, 0, key=key) for key in range(1, 101))
    assert waits[0] >= 15 * MINUTE
    assert waits[-1] <= 15 * MINUTE * 1.04
    apart = [(later - earlier).total_seconds() for earlier, later in pairwise(waits)]
    assert min(apart) > 0.1
    assert poll_interval(15 * MINUTE, 0, key=7) == poll_interval(15 * MINUTE, 0, key=7)
    assert poll_interval(15 * MINUTE, 0, asked=DAY, key=7) == DAY


@pytest.mark.parametrize("checks", [0, 1, 7, 1_000])
def test_articles_that_were_checked_together_are_not_due_together(checks: int) -> None:
    waits = [article_wait(10 * MINUTE, key + checks) for key in range(1, 101)]
    assert max(Counter(wait // timedelta(seconds=1) for wait in waits).values()) <= 5
    assert max(waits) - min(waits) >= 0.02 * 10 * MINUTE


def test_no_article_waits_for_longer_than_its_interval_nor_for_much_less() -> None:
    for key in range(1_000):
        assert 0.96 * DAY <= article_wait(DAY, key) <= DAY
    assert article_wait(DAY, 7) == article_wait(DAY, 7) != article_wait(DAY, 8)
