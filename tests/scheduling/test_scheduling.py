from datetime import UTC, datetime, timedelta

import pytest

from articles.scheduling import History, next_interval, poll_interval, retry_at

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("interval", "changed", "expected"),
    [
        (None, False, 30 * MINUTE),
        (None, True, 30 * MINUTE),
        (30 * MINUTE, False, 36 * MINUTE),
        (timedelta(days=10), True, 30 * MINUTE),
        (timedelta(days=30), False, timedelta(days=36)),
        (timedelta(days=34), False, None),
    ],
)
def test_interval(interval: timedelta | None, changed: bool, expected: timedelta | None) -> None:
    assert next_interval(History(interval, changed)) == expected


def test_an_unchanging_article_is_given_up_after_some_forty_checks() -> None:
    checks, interval = 0, next_interval(History(None, True))
    while interval is not None:
        checks, interval = checks + 1, next_interval(History(interval, False))
    assert checks == 42


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        (" 0 ", timedelta(0)),
        ("Tue, 24 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Tue, 24 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("9" * 400, timedelta(days=7)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(days=7)),
        ("", timedelta(hours=4)),
        ("soon", timedelta(hours=4)),
        ("-5", timedelta(hours=4)),
        ("٣", timedelta(hours=4)),
    ],
)
def test_retry_after(header: str, wait: timedelta) -> None:
    assert retry_at(header, NOW) == NOW + wait


def test_a_failing_feed_is_polled_ever_more_seldom() -> None:
    waits = [poll_interval(15 * MINUTE, failures) for failures in (0, 1, 2, 7, 1000)]
    assert waits == [15 * MINUTE, 30 * MINUTE, 60 * MINUTE, timedelta(hours=24), timedelta(hours=24)]
