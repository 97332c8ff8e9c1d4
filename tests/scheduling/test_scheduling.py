from datetime import UTC, datetime, timedelta

import pytest

from articles.scheduling import History, SourceRecord, next_interval

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def history(interval: timedelta | None, changed: bool) -> History:
    return History(
        now=NOW,
        age=timedelta(hours=3),
        since_change=timedelta(hours=1),
        interval=interval,
        changed=changed,
        hinted=False,
        changes=int(changed),
        in_feed=True,
        has_hints=True,
        source=SourceRecord(
            articles=10, changes=4, changes_in_feed=3, changes_hinted=1, by_hour=(0,) * 23 + (4,)
        ),
    )


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
    assert next_interval(history(interval, changed)) == expected


def test_a_price_stretches_every_interval() -> None:
    assert next_interval(history(None, True), price=2.0) == 60 * MINUTE


def test_an_unchanging_article_is_given_up_after_some_forty_checks() -> None:
    checks, interval = 0, next_interval(history(None, True))
    while interval is not None:
        checks, interval = checks + 1, next_interval(history(interval, False))
    assert checks == 42
