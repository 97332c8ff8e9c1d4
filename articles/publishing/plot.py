"""A source's days as two rows of bars, fetches above changes. Lengths are those of the drawing, for attributes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from articles.models import SourceDay

from .figures import DAY, PLOTTED

TALL = 40.0
LOW = 20.0
LEAST = 1.0
"""What is not nothing is seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day; `x` counts days from the left of the drawing, the heights are of TALL and LOW at most."""

    day: SourceDay
    x: int
    fetches_height: float
    changes_height: float

    @property
    def fetches_top(self) -> float:
        return round(TALL - self.fetches_height, 1)

    @property
    def changes_top(self) -> float:
        return round(LOW - self.changes_height, 1)


@dataclass(frozen=True, slots=True)
class Plot:
    """`first` to `last` are PLOTTED days; `bars` those on which anything was counted, oldest first."""

    first: date
    last: date
    bars: tuple[Bar, ...]
    most_fetches: int
    most_changes: int
    fetches: int
    changes: int


def plot_of(days: Sequence[SourceDay], today: date) -> Plot:
    """`days` lie in the PLOTTED that end today, oldest first, as Figures has them."""
    first = today - (PLOTTED - 1) * DAY
    most_fetches = max((day.fetches for day in days), default=0)
    most_changes = max((day.changes for day in days), default=0)
    bars = (
        Bar(
            day,
            (day.day - first).days,
            _height(day.fetches, most_fetches, TALL),
            _height(day.changes, most_changes, LOW),
        )
        for day in days
    )
    return Plot(
        first=first,
        last=today,
        bars=tuple(bars),
        most_fetches=most_fetches,
        most_changes=most_changes,
        fetches=sum(day.fetches for day in days),
        changes=sum(day.changes for day in days),
    )


def _height(count: int, most: int, tallest: float) -> float:
    return round(max(LEAST, tallest * count / most), 1) if count else 0.0
