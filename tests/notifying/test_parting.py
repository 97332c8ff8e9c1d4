"""How what waits is parted into messages, by digest and throttle."""

from datetime import timedelta

import pytest

from articles.notifying.parting import FRESH, LONGEST, part
from tests.notifying.conftest import DAY, HOUR, MINUTE, NOW

AT_ONCE = timedelta(0)


@pytest.mark.parametrize(
    ("waiting", "made", "sizes"),
    [
        (0, 0, []),
        (1, 0, [1]),
        (3, 0, [1, 1, 1]),
        (3, 1, [3]),
        (1, 2, [1]),
        (1, 3, []),
        (40, 2, [40]),
        (2 * LONGEST + 7, 0, [LONGEST, LONGEST, 7]),
        (2 * LONGEST + 7, 1, [LONGEST, LONGEST]),
    ],
)
def test_at_once_as_far_as_three_an_hour_leave_room(waiting: int, made: int, sizes: list[int]) -> None:
    assert part([NOW] * waiting, AT_ONCE, [NOW - MINUTE] * made, 3, NOW) == sizes


def test_what_was_made_an_hour_ago_takes_no_room() -> None:
    made = [NOW - HOUR, NOW - HOUR + MINUTE, NOW - MINUTE]
    assert part([NOW, NOW], AT_ONCE, made, 3, NOW) == [2]
    assert part([NOW], AT_ONCE, made, 3, NOW) == [1]
    assert part([NOW], AT_ONCE, made, 2, NOW) == []


@pytest.mark.parametrize("waits", [HOUR, DAY], ids=str)
def test_a_digest_waits_for_its_first_change(waits: timedelta) -> None:
    found = [NOW, NOW + MINUTE, NOW + waits / 2]
    assert part(found, waits, [], 3, NOW + waits - MINUTE) == []
    assert part(found, waits, [], 3, NOW + waits) == [3]
    assert part(found[:1], waits, [], 3, NOW + waits) == [1]


def test_what_could_not_be_told_while_it_was_fresh_goes_together() -> None:
    assert part([NOW - FRESH + MINUTE, NOW], AT_ONCE, [], 3, NOW) == [1, 1]
    assert part([NOW - FRESH, NOW], AT_ONCE, [], 3, NOW) == [2]
