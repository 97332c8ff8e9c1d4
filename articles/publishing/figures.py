"""What a source cost and brought, in figures that keep their denominators.

Fetches are counted by the day (SourceDay). What articles came to is read from the latest of them by index, so that
a source's page costs the same with a thousand articles and with a million; how many were read is always told.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from statistics import median
from typing import NamedTuple, Self

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery, Sum

from articles.models import Change, Feed, Host, Source, SourceDay
from articles.models.change import KIND_BITS
from articles.models.day import fetches_of
from articles.scheduling import OUTAGE_FROM
from articles.versioning import Outcome

DAY = timedelta(days=1)
COUNTED = 30
"""Days whose fetches are summed up, today included."""
PLOTTED = 60
SAMPLE = 1000
"""So many of a source's latest articles are looked at: of a million, in 7 ms on SQLite and 13 on PostgreSQL; and so
many of its latest changes.
"""
USUAL_FROM = 7
"""Whole days from which on one may speak of a usual day."""
USUAL_OF = 28
TOO_QUIET = 5
"""A source that usually has so many new articles a day, or more, does not have none by chance."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Fetches by purpose, and what came of them, summed over days; `since` is the first of these on which anything
    was counted, None where nothing was.
    """

    since: date | None = None
    feed_polls: int = 0
    sitemap_polls: int = 0
    checks: int = 0
    hinted_checks: int = 0
    confirmations: int = 0
    failures: int = 0
    articles: int = 0
    changes: int = 0

    @classmethod
    def of(cls, days: Sequence[SourceDay]) -> Self:
        sums = {name: sum(getattr(day, name) for day in days) for name in COUNTERS}
        return cls(min((day.day for day in days), default=None), **sums)

    @property
    def fetches(self) -> int:
        return fetches_of(self)

    @property
    def fetches_per_article(self) -> float | None:
        return self.fetches / self.articles if self.articles else None

    @property
    def changes_per_hundred(self) -> float | None:
        """Changes found in a hundred fetches."""
        return 100 * self.changes / self.fetches if self.fetches else None


COUNTERS = tuple(field.name for field in fields(Tally) if field.name != "since")


@dataclass(frozen=True, slots=True)
class Sample:
    """The latest SAMPLE articles of a source, hidden ones too, the earliest of them found `since`; all there are where
    `is_whole`.

    `changed`: how many of them have changed, half of those first within `first_change` of being found (None where
    none did). `checked`, `retired` and `paused` are all of them together; some of these are `removed` from the site,
    `forbidden` by robots.txt, or `failing`: still checked, and in vain. `outcomes` counts what the last check of each
    came to, the most first; those that were not checked yet are left out.
    """

    articles: int
    since: datetime | None
    is_whole: bool
    changed: int
    first_change: timedelta | None
    checked: int
    retired: int
    paused: int
    removed: int
    forbidden: int
    failing: int
    outcomes: tuple[tuple[str, int], ...]
    hosts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Candour:
    """The latest SAMPLE changes of a source in which an article came to say something else, the earliest of them found
    `since`; all there are where `is_whole`.

    Of these, `noted` brought a correction note, or changed one, and `silent` neither that nor a new date.
    """

    changes: int
    since: datetime | None
    is_whole: bool
    noted: int
    silent: int


@dataclass(frozen=True, slots=True)
class Figures:
    """`days` are those of the last PLOTTED on which anything was counted, oldest first; `month` sums up the last
    COUNTED.

    `spent_yesterday` counts fetches, None where that day began before counting did. `usual_a_day` is the median of new
    articles over up to USUAL_OF whole days, None where there are too few to say. `hosts` are those of its feeds and of
    the sampled articles that are blocked, fail, or whose robots.txt could not be read.
    """

    source: Source
    now: datetime
    feeds: tuple[Feed, ...]
    days: tuple[SourceDay, ...]
    month: Tally
    spent_yesterday: int | None
    found_in_24_hours: int
    usual_a_day: float | None
    usual_of: int
    sample: Sample
    candour: Candour
    hosts: tuple[Host, ...]

    @property
    def is_silent(self) -> bool:
        """Whether it is polled and brings nothing, which its usual day makes unlikely."""
        is_polled = any(feed.next_check_at for feed in self.feeds)
        return is_polled and not self.found_in_24_hours and (self.usual_a_day or 0) >= TOO_QUIET


def figures_of(source: Source, now: datetime) -> Figures:
    """Six queries; `source.feeds` are used as they were prefetched, if they were."""
    today = now.date()
    days = tuple(source.days.filter(day__gt=today - PLOTTED * DAY, day__lte=today).order_by("day"))
    feeds, sample = tuple(source.feeds.all()), sample_of(source)
    whole = _whole_days(days, today)
    return Figures(
        source=source,
        now=now,
        feeds=feeds,
        days=days,
        month=Tally.of([day for day in days if day.day > today - COUNTED * DAY]),
        spent_yesterday=_spent_on(today - DAY, days),
        found_in_24_hours=source.articles.filter(first_seen_at__gt=now - DAY, first_seen_at__lte=now).count(),
        usual_a_day=median(whole) if len(whole) >= USUAL_FROM else None,
        usual_of=len(whole),
        sample=sample,
        candour=candour_of(source),
        hosts=tuple(troubled_hosts(now).filter(pk__in={*sample.hosts, *(feed.host_id for feed in feeds)})),
    )


def month_of_each(sources: Iterable[Source], now: datetime) -> dict[int, Tally]:
    """What each source cost and brought in the last COUNTED days, by its key: one query, summed by the database."""
    today = now.date()
    days = SourceDay.objects.filter(source__in=sources, day__gt=today - COUNTED * DAY, day__lte=today)
    rows = days.values_list("source").annotate(Min("day"), *map(Sum, COUNTERS))
    of_each = {source: Tally(*told) for source, *told in rows}
    return {source.pk: of_each.get(source.pk, Tally()) for source in sources}


def troubled_hosts(now: datetime) -> QuerySet[Host]:
    """Those that are blocked, fail, or whose robots.txt could not be read; without their robots.txt."""
    troubled = Q(blocked_until__gt=now) | Q(failures__gte=OUTAGE_FROM) | Q(robots_status__gte=500)
    wanted = Host.objects.filter(troubled).order_by("address")
    return wanted.only("address", "blocked_until", "failing_since", "failures", "robots_status")


class _Row(NamedTuple):
    first_seen_at: datetime
    next_check_at: datetime | None
    paused: bool
    removed_at: datetime | None
    last_outcome: str
    failures: int
    host_id: int
    changed_at: datetime | None

    @property
    def fails(self) -> bool:
        """Whether it is checked in vain; that a removed page is not there is no failure."""
        return bool(self.next_check_at and self.failures) and not self.removed_at


def sample_of(source: Source) -> Sample:
    """One query: the latest by the index on (source, first_seen_at), each one's first change by (article, number)."""
    first = Change.objects.filter(article=OuterRef("pk"), spurious=False).order_by("number")
    latest = source.articles.order_by("-first_seen_at", "-pk")
    found = latest.annotate(changed_at=Subquery(first.values("not_after")[:1])).values_list(*_Row._fields)[
        : SAMPLE + 1
    ]
    rows = [_Row(*row) for row in found]
    return _sample_from(rows[:SAMPLE], is_whole=len(rows) <= SAMPLE)


def _sample_from(rows: Sequence[_Row], is_whole: bool) -> Sample:
    waits = [row.changed_at - row.first_seen_at for row in rows if row.changed_at]
    checked = sum(row.next_check_at is not None for row in rows)
    paused = sum(row.next_check_at is None and row.paused for row in rows)
    return Sample(
        articles=len(rows),
        since=rows[-1].first_seen_at if rows else None,
        is_whole=is_whole,
        changed=len(waits),
        first_change=median(waits) if waits else None,  # type: ignore[type-var]  # spans have a mean as well
        checked=checked,
        retired=len(rows) - checked - paused,
        paused=paused,
        removed=sum(row.removed_at is not None for row in rows),
        forbidden=sum(row.last_outcome == Outcome.FORBIDDEN for row in rows),
        failing=sum(row.fails for row in rows),
        outcomes=tuple(Counter(row.last_outcome for row in rows if row.last_outcome).most_common()),
        hosts=frozenset(row.host_id for row in rows),
    )


def candour_of(source: Source) -> Candour:
    """One query: the latest by the index on (source, not_after)."""
    latest = source.changes.visible().filter(minor=False).newest_first()
    found = list(latest.values_list("not_after", "kind_bits")[: SAMPLE + 1])
    rows = found[:SAMPLE]
    return Candour(
        changes=len(rows),
        since=rows[-1][0] if rows else None,
        is_whole=len(found) <= SAMPLE,
        noted=sum(bool(bits & KIND_BITS["correction-note"]) for _, bits in rows),
        silent=sum(bool(bits & KIND_BITS["silent"]) for _, bits in rows),
    )


def _whole_days(days: Sequence[SourceDay], today: date) -> list[int]:
    """New articles on each of the last whole days, those without a row too, since the day after the first counted."""
    found = {day.day: day.articles for day in days}
    first = max(min(found, default=today) + DAY, today - USUAL_OF * DAY)
    return [found.get(first + number * DAY, 0) for number in range((today - first).days)]


def _spent_on(day: date, days: Sequence[SourceDay]) -> int | None:
    if not days or days[0].day >= day:
        return None
    return sum(row.fetches for row in days if row.day == day)
