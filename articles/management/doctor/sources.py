"""What each source cost and brought in thirty days, as a table, and what is wrong with it."""

from collections.abc import Iterator
from datetime import datetime

from articles.models import Source
from articles.publishing import Figures, figures_of, tell, tell_feed, tell_health, tell_troubles

from .finding import Finding, Level, clipped, printable

COLUMNS = (
    ("fetches", 8), ("feeds", 6), ("maps", 5), ("checks", 7), ("hints", 6), ("again", 6), ("failed", 7), ("new", 6),
    ("changes", 8), ("right", 6), ("budget", 7), ("price", 6),
)  # fmt: skip
NAME = 16
LEGEND = (
    "The last 30 days: fetches = feeds + maps (news sitemaps) + checks + hints (checks after one) + again",
    "(to confirm a text), of which some failed; new articles and changes found. Also: right of the latest",
    "hints followed, budget of fetches a day, price of a fetch (above 1 while the budget is short).",
)


def row_of(source: Source, now: datetime) -> tuple[str, list[Finding]]:
    """Its line of the table, and what is wrong with it."""
    figures = figures_of(source, now)
    troubles = [Finding(Level.WARN, "", trouble) for trouble in tell_troubles(figures)]
    return _row(Level.WARN if troubles else Level.OK, source.slug, _cells(figures)), troubles


def header() -> str:
    return _row("", "source", [name for name, _ in COLUMNS])


def details_of(source: Source, now: datetime) -> Iterator[Finding]:
    """All that is known of one source."""
    figures = figures_of(source, now)
    for label, text in tell(figures):
        yield Finding(Level.OK, label.lower(), text)
    for feed in figures.feeds:
        trouble = tell_feed(feed)
        state = trouble or ("paused" if feed.paused else feed.last_outcome or "not polled yet")
        yield Finding(Level.WARN if trouble else Level.OK, feed.get_kind_display(), f"{feed.url}: {state}")
    summary, *warnings = tell_health(figures)
    yield Finding(Level.OK, "health", summary)
    for warning in warnings:
        yield Finding(Level.WARN, "health", warning)


def _cells(figures: Figures) -> list[str]:
    source, month = figures.source, figures.month
    counts = (
        month.fetches, month.feed_polls, month.sitemap_polls, month.checks, month.hinted_checks, month.confirmations,
        month.failures, month.articles, month.changes,
    )  # fmt: skip
    right = f"{source.hints_right_count}/{source.hints_count}" if source.hints_count else "-"
    budget = "-" if source.fetches_per_day is None else _short(source.fetches_per_day)
    return [*map(_short, counts), right, budget, f"{source.price:.1f}"]


def _row(level: str, name: str, cells: list[str]) -> str:
    numbers = "".join(f"{cell:>{width}}" for cell, (_, width) in zip(cells, COLUMNS, strict=True))
    return f"{level:<5} {clipped(printable(name), NAME):<{NAME}}{numbers}"


def _short(count: int) -> str:
    """In five columns at most."""
    if count < 100_000:
        return str(count)
    return f"{count / 1000:.0f}k" if count < 9_999_500 else f"{count / 1_000_000:.0f}M"
