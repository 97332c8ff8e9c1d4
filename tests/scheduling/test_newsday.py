from datetime import UTC, datetime, timedelta

import pytest

from articles.scheduling.newsday import busy_minutes

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
NOBODY = (0,) * 24
DAYTIME = (*(0,) * 8, *(50,) * 12, *(0,) * 4)


@pytest.mark.parametrize("minutes", [0.5, 61.0, 1440.0, 5000.0])
def test_minutes_are_minutes_where_nothing_is_known(minutes: float) -> None:
    assert busy_minutes(NOBODY, MIDNIGHT + timedelta(hours=23, minutes=59), minutes) == pytest.approx(minutes)


@pytest.mark.parametrize("by_hour", [NOBODY, DAYTIME, (1, *(0,) * 23)])
def test_a_day_is_a_day(by_hour: tuple[int, ...]) -> None:
    for hour in range(24):
        day = busy_minutes(by_hour, MIDNIGHT + timedelta(hours=hour, minutes=30), 1440)
        assert day == pytest.approx(1440)


def test_an_hour_of_the_night_is_short_and_one_of_the_day_long() -> None:
    night = busy_minutes(DAYTIME, MIDNIGHT + timedelta(hours=2), 60)
    day = busy_minutes(DAYTIME, MIDNIGHT + timedelta(hours=14), 60)
    assert night < 6
    assert 100 < day < 120


def test_stretches_add_up_over_midnight() -> None:
    since = MIDNIGHT + timedelta(hours=22, minutes=13)
    whole = busy_minutes(DAYTIME, since, 600)
    parts = busy_minutes(DAYTIME, since, 200) + busy_minutes(DAYTIME, since + timedelta(minutes=200), 400)
    assert whole == pytest.approx(parts)


def test_the_hours_beside_count_too() -> None:
    one = (*(0,) * 12, 100, *(0,) * 11)
    hours = [busy_minutes(one, MIDNIGHT + timedelta(hours=hour), 60) for hour in range(24)]
    assert sorted(hours, reverse=True)[:5] == pytest.approx(
        [hours[12], *([hours[11]] * 2), *([hours[10]] * 2)]
    )
