"""When an article is checked next."""

from datetime import timedelta

from .history import History

FIRST = timedelta(minutes=30)
GROWTH = 1.2
LONGEST = timedelta(days=40)


def next_interval(history: History, price: float = 1.0) -> timedelta | None:
    """How long to wait for the next check; None once the article is no longer worth one.

    News Sniffer's rule: 30 minutes after a new text, 1.2 times longer after each check that brought none, given up
    once the interval passes 40 days. `price` stretches it: 2 begins at an hour.
    """
    if history.interval is None or history.changed:
        return FIRST * price
    interval = history.interval * GROWTH
    return interval if interval <= LONGEST else None
