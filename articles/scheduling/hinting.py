"""Whether a source's hints are worth a fetch."""

WORTH_A_FETCH = 0.1
"""The share of right hints from which one is followed: a routine check finds a change about one time in forty."""
PRIOR_RIGHT, PRIOR_WRONG = 2, 2
"""A source's hints are trusted until some sixteen in a row were false."""
SAMPLED_ONE_IN = 20
REMEMBERED = 64


def hints_are_trusted(hints: int, right: int, nth: int) -> bool:
    """Whether to follow a source's `nth` hint, when of `hints` followed so far `right` led to a change.

    Trust comes first. Once less than a tenth proves right, one hint in twenty is still followed, so that a source
    that mends its feed is noticed.
    """
    share = (right + PRIOR_RIGHT) / (hints + PRIOR_RIGHT + PRIOR_WRONG)
    return share >= WORTH_A_FETCH or nth % SAMPLED_ONE_IN == 0


def hint_record_after(hints: int, right: int, came_true: bool) -> tuple[int, int]:
    """The record with one more hint; halved when it is long, since a feed's habits change."""
    hints, right = hints + 1, right + came_true
    return (hints // 2, right // 2) if hints > REMEMBERED else (hints, right)
