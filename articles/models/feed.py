"""A feed of a source, polled for new articles."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models

from articles.discovery import EntryFilters
from articles.scheduling import poll_interval
from articles.versioning import FAILURES, Outcome

from .queue import Queued, QueuedQuerySet
from .source import Source

KEEP_ALL = EntryFilters()
MISSING_FOR = timedelta(days=30)
"""A feed whose address has answered 404 for so long is not coming back."""


class Feed(Queued):
    class Kind(models.TextChoices):
        FEED = "feed", "feed"
        SITEMAP = "sitemap", "sitemap"

    address_field = "url"

    source = models.ForeignKey(Source, models.CASCADE, related_name="feeds")
    url = models.URLField(max_length=2000, unique=True)
    title = models.CharField(max_length=1000, blank=True, editable=False)

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.FEED, editable=False)
    asked_interval = models.DurationField(
        null=True, editable=False, help_text="the pace that the feed asks for, by max-age or ttl"
    )
    missing_since = models.DateTimeField(
        null=True, editable=False, help_text="since when its address answers 404"
    )
    stopped = models.CharField(
        max_length=500, blank=True, editable=False, help_text="why it is not polled any more"
    )
    filters = models.JSONField(
        default=dict, blank=True, editable=False, help_text="which of its entries become articles"
    )

    objects = QueuedQuerySet["Feed"].as_manager()

    class Meta(Queued.Meta):
        ordering = ["source__name", "pk"]

    def __str__(self) -> str:
        return self.title or self.url

    def next_poll(self, outcome: Outcome, now: datetime) -> datetime:
        """A feed that fails is polled ever more seldom."""
        failures = self.failures + 1 if outcome in FAILURES else 0
        asked = self.asked_interval or timedelta(0)
        return (
            now + poll_interval(settings.FEED_INTERVAL, failures, asked, self.pk or 0) / settings.TIME_SCALE
        )

    @property
    def entry_filters(self) -> EntryFilters:
        """Raises BadFilters where what is stored cannot be used: what it would keep nobody knows."""
        return EntryFilters.parse(self.filters) if self.filters else KEEP_ALL

    def note_pace(self, max_age: timedelta | None, ttl: timedelta | None, is_whole: bool) -> None:
        """What an answer asks for, the longer of both; the next poll keeps to it.

        A whole answer is believed alone. A 304 does not repeat the ttl, which may be what was asked for so far: it
        can ask for more than that, and not for less.
        """
        claims = (max_age, ttl, None if is_whole else self.asked_interval)
        self.asked_interval = max((claim for claim in claims if claim), default=None)

    def after_failure(self, outcome: Outcome, now: datetime, is_gone_for_good: bool) -> dict[str, Any]:
        """The fields of a feed whose address answered nothing usable; those that stop it where it will not come back:
        it says so by 410, or answered 404 and nothing else for 30 days.
        """
        since = (self.missing_since or now) if outcome == Outcome.GONE else None
        fields = {"missing_since": since}
        if is_gone_for_good:
            return fields | _stopped("its address answered 410: it is gone for good")
        if since and now - since >= MISSING_FOR / settings.TIME_SCALE:
            return fields | _stopped(f"its address has answered 404 since {since:%-d %B %Y}")
        return fields

    def after_move(self, target: str, now: datetime) -> dict[str, Any]:
        """Where another feed has the address already, this one is stopped: it would be polled twice."""
        other = Feed.objects.filter(url=target).exclude(pk=self.pk).select_related("source").first()
        if other is None:
            return super().after_move(target, now)
        return _stopped(f"its address has moved to {target}, where another feed of {other.source.name} is")

    def resume(self, now: datetime) -> None:
        self._change(paused=False, next_check_at=now, stopped="", missing_since=None, failures=0)


def _stopped(why: str) -> dict[str, Any]:
    return {"next_check_at": None, "stopped": why[:500]}
