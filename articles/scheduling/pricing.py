"""What a fetch costs a source whose budget is short."""

from datetime import timedelta

DAY = timedelta(days=1)
DEAREST = 64.0
"""A price at which the schedule has all but stopped: an article is looked at once or twice."""
GAIN = 0.35
"""How far a day moves the price, as a power of spending over budget.

A price shows in a day's spending about a day late: a loop this slow does not swing, since fetches answer to the price
by a power of about 0.7.
"""
LARGEST_STEP = 4.0
"""A spending further off the budget counts as this many times it, so that an outage or a flood does not throw it."""


def next_price(price: float, spent: float, budget: float, elapsed: timedelta) -> float:
    """The price, 1 to 64, after `elapsed` in which the source spent so many fetches a day."""
    excess = spent / budget if budget > 0 else LARGEST_STEP
    excess = min(max(excess, 1 / LARGEST_STEP), LARGEST_STEP)
    days = min(max(elapsed / DAY, 0.0), 1.0)
    return float(min(max(price * excess ** (GAIN * days), 1.0), DEAREST))
