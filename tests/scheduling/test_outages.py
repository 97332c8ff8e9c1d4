"""When failures are an outage, and how often a host that is out is tried."""

from datetime import timedelta

import pytest

from articles.scheduling import is_given_up, is_outage, is_shut_down, next_try

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def test_a_few_failures_are_no_outage() -> None:
    assert [is_outage(failures) for failures in (0, 1, 4, 5, 1_000)] == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("lasted", "waits"),
    [
        (timedelta(0), [1, 2, 4, 8, 10, 10]),
        (7 * DAY - MINUTE, [1, 2, 4, 8, 10, 10]),
        (7 * DAY, [6 * 60] * 6),
        (14 * DAY, [12 * 60] * 6),
        (28 * DAY, [24 * 60] * 6),
        (900 * DAY, [24 * 60] * 6),
    ],
)
def test_a_host_that_is_out_is_tried_ever_more_seldom(lasted: timedelta, waits: list[int]) -> None:
    assert [next_try(failures, lasted) / MINUTE for failures in (5, 6, 7, 8, 9, 100_000)] == waits


def test_a_host_that_is_out_for_days_is_shut_down() -> None:
    assert [is_shut_down(days * DAY) for days in (0, 2.9, 3, 30)] == [False, False, True, True]


def test_a_host_that_is_out_for_three_months_is_given_up() -> None:
    assert [is_given_up(days * DAY) for days in (0, 30, 89.9, 90)] == [False, False, False, True]
