"""When an article is checked next: what makes it sooner, what later, and that it ends."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from articles.scheduling import History, SourceRecord, next_interval

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANY_HOUR = (0,) * 24
OFFICE_HOURS = (*(0,) * 7, *(20,) * 14, *(0,) * 3)
SOURCE = SourceRecord(articles=100, changes=60, changes_in_feed=40, changes_hinted=20, by_hour=ANY_HOUR)
FOUND = History(
    now=NOON,
    age=timedelta(0),
    since_change=timedelta(0),
    interval=None,
    changed=False,
    hinted=False,
    changes=0,
    in_feed=True,
    has_hints=False,
    source=SOURCE,
)


def interval(price: float = 1.0, **known: Any) -> timedelta:
    wait = next_interval(replace(FOUND, **known), price)
    assert wait is not None
    return wait


def aged(age: timedelta, **known: Any) -> dict[str, Any]:
    return {"age": age, "since_change": age, "interval": 10 * MINUTE, **known}


def test_a_new_article_is_checked_again_within_twenty_minutes() -> None:
    assert 10 * MINUTE < interval() < 20 * MINUTE


def test_so_is_one_that_has_just_changed_however_old_it_is() -> None:
    changed = interval(age=5 * HOUR, since_change=timedelta(0), changes=1, changed=True)
    assert 10 * MINUTE < changed < 30 * MINUTE < interval(**aged(5 * HOUR))


def test_the_longer_an_article_stays_as_it_is_the_later_it_is_checked() -> None:
    ages = [timedelta(0), HOUR, 4 * HOUR, DAY, 3 * DAY, 10 * DAY]
    waits = [interval(**aged(age)) for age in ages]
    assert waits == sorted(waits)
    assert waits[-1] > DAY


def test_a_story_that_goes_on_is_checked_more_often_than_one_that_changed_once() -> None:
    once, often = (
        interval(age=6 * HOUR, since_change=10 * MINUTE, changes=changes, changed=False) for changes in (1, 8)
    )
    assert often < once / 2


def follow(price: float = 1.0) -> list[timedelta]:
    """The waits of an article that never changes, until it is given up."""
    waits, age = [], timedelta(0)
    while (
        wait := next_interval(replace(FOUND, age=age, since_change=age, now=NOON + age), price)
    ) is not None:
        waits.append(wait)
        age += wait
    return waits


def test_an_article_that_never_changes_is_given_up_once_it_is_not_worth_a_check_in_three_weeks() -> None:
    waits = follow()
    assert 25 <= len(waits) <= 40
    assert 7 * DAY < waits[-1] <= 21 * DAY


def test_a_price_stretches_every_interval_and_ends_sooner() -> None:
    cheap, dear = follow(), follow(price=4.0)
    assert all(late > soon for soon, late in zip(cheap, dear, strict=False))
    assert len(dear) < len(cheap) / 2


@pytest.mark.parametrize("price", [1 / 64, 64.0])
def test_an_interval_is_never_shorter_than_half_a_minute_nor_longer_than_three_weeks(price: float) -> None:
    assert 30 * timedelta(seconds=1) <= interval(price) <= 21 * DAY


def test_what_hints_tell_needs_no_checks() -> None:
    told = replace(SOURCE, changes_hinted=38)
    known = aged(2 * HOUR, has_hints=True, source=told)
    assert interval(**known) > 1.5 * interval(**known | {"in_feed": False})


def test_hints_count_as_far_as_they_came_true() -> None:
    waits = [
        interval(**aged(2 * HOUR, has_hints=True, source=replace(SOURCE, changes_hinted=hinted)))
        for hinted in (0, 20, 38)
    ]
    assert waits == sorted(waits)
    assert waits[-1] > 1.5 * waits[0]


def test_a_newsroom_that_sleeps_is_left_alone() -> None:
    working = replace(SOURCE, by_hour=OFFICE_HOURS)
    night = aged(4 * HOUR, now=NOON - 12 * HOUR, source=working)
    assert interval(**night) > 2 * interval(**night | {"now": NOON})
    assert timedelta(hours=4) < interval(**night) < timedelta(hours=9), "and looked at when it is up again"


def test_what_a_source_was_seen_to_do_by_chance_tells_little() -> None:
    one = replace(SOURCE, by_hour=(0,) * 12 + (1,) + (0,) * 11)
    assert 0.7 < interval(**aged(2 * HOUR, source=one)) / interval(**aged(2 * HOUR)) < 1.0


def test_an_article_without_any_record_has_an_interval() -> None:
    nothing = SourceRecord(0, 0, 0, 0, ANY_HOUR)
    assert 10 * MINUTE < interval(source=nothing) < 20 * MINUTE


def test_a_clock_that_was_set_back_makes_an_article_new() -> None:
    assert interval(age=-DAY, since_change=-DAY) == interval()
