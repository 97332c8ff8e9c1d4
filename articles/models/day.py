"""What a source cost and brought on one day."""

from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from django.db import models

from .source import Source
from .statements import set_where

Purpose = Literal["feed_polls", "sitemap_polls", "checks", "hinted_checks", "confirmations"]
"""What a fetch was made for; each is a field of SourceDay."""

A_DAY = timedelta(days=1)


def fetches_of(counted: object) -> int:
    """All fetches of what counts them by their purposes: a SourceDay, or days summed up."""
    return sum(getattr(counted, purpose) for purpose in get_args(Purpose))


class SourceDayQuerySet(models.QuerySet["SourceDay"]):
    def add(self, source: Source, now: datetime, **figures: int) -> None:
        """Add to the source's figures of the day that `now` lies in (UTC), and move its price.

        The source's row before its day's, always: two visits that lock both must not wait for each other.
        """
        if source.is_to_be_priced(now):
            source.reprice(self.spent_in_a_day(source, now), now)
        added = {name: models.F(name) + number for name, number in figures.items() if number}
        day: dict[str, Any] = {"source": source, "day": now.date()}
        if not set_where(SourceDay, day, added):
            self.get_or_create(**day)
            set_where(SourceDay, day, added)

    def spent_in_a_day(self, source: Source, now: datetime) -> float:
        """Its fetches in the 24 hours before `now`, as if yesterday's had been spread evenly."""
        days = {one.day: one.fetches for one in self.filter(source=source, day__gte=now.date() - A_DAY)}
        begun = timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
        return days.get(now.date(), 0) + days.get(now.date() - A_DAY, 0) * (1 - begun / A_DAY)


class SourceDay(models.Model):
    """Fetches by what they were for, and what came of them. Reading a robots.txt is not counted: it is the host's."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="days", db_index=False)
    day = models.DateField(help_text="UTC")
    feed_polls = models.PositiveIntegerField(default=0)
    sitemap_polls = models.PositiveIntegerField(default=0)
    checks = models.PositiveIntegerField(default=0, help_text="as the schedule had it")
    hinted_checks = models.PositiveIntegerField(default=0, help_text="because a feed hinted at a change")
    confirmations = models.PositiveIntegerField(
        default=0, help_text="to look again at a text that is held, or a page that is gone"
    )
    failures = models.PositiveIntegerField(default=0, help_text="fetches of all kinds that brought nothing")
    articles = models.PositiveIntegerField(default=0, help_text="found")
    changes = models.PositiveIntegerField(default=0, help_text="found")

    objects = SourceDayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "day"], name="day_of_source")]

    def __str__(self) -> str:
        return f"{self.source_id} on {self.day}"

    @property
    def fetches(self) -> int:
        return fetches_of(self)
