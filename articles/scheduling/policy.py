"""When an article is checked next."""

import math
from collections.abc import Callable
from datetime import timedelta

from .history import History
from .outlook import Outlook

SHORTEST, LONGEST = timedelta(seconds=30), timedelta(days=21)
"""An article that is not worth a check within LONGEST is not checked any more."""
WORTH_A_CHECK = 4.5
"""At a price of 1 the schedule makes about as many fetches as News Sniffer's rule (30 minutes after a new text, 1.2
times longer after each check that brought none, given up at 40 days)."""
PATIENCE = 1.55
LATENESS, LATENESS_WITH_HINTS = 0.73, 0.86
"""How an edit that is seen late weighs: 1 + (minutes / PATIENCE) to this power. Where hints tell of most edits at once,
checks are for those that would be seen late."""
STEPS = 10


def next_interval(history: History, price: float = 1.0) -> timedelta | None:
    """How long to wait for the next check; None once the article is no longer worth one.

    Until the edits that are to be expected meanwhile, and how late they would be seen, are worth a fetch at this
    price: an article is looked at often when it is new, after it changed and in its newsroom's working hours, and ever
    more seldom else. The numbers here and in `outlook` were fitted to simulated newsrooms and to recorded update times
    of a news site, at equal fetches.
    """
    outlook = Outlook.of(history)
    lateness = LATENESS_WITH_HINTS if history.has_hints else LATENESS

    def is_worth(minutes: float) -> bool:
        weight = 1 + float((minutes / PATIENCE) ** lateness)
        return outlook.untold_edits(minutes) * weight >= WORTH_A_CHECK * price

    if not is_worth(LONGEST / timedelta(minutes=1)):
        return None
    return _earliest(is_worth)


def _earliest(is_worth: Callable[[float], bool]) -> timedelta:
    """By bisection on the logarithm, to a hundredth: it is worth a check from then on."""
    low, high = (math.log(limit / timedelta(minutes=1)) for limit in (SHORTEST, LONGEST))
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if is_worth(math.exp(middle)) else (middle, high)
    return timedelta(minutes=math.exp(high))
