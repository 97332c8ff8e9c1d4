"""A feed of a source, polled for new articles."""

from datetime import datetime

from django.conf import settings
from django.db import models

from articles.scheduling import poll_interval
from articles.versioning import FAILURES, Outcome

from .queue import Queued, QueuedQuerySet
from .source import Source


class Feed(Queued):
    class Kind(models.TextChoices):
        FEED = "feed", "feed"
        SITEMAP = "sitemap", "sitemap"

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

    objects = QueuedQuerySet["Feed"].as_manager()

    class Meta(Queued.Meta):
        ordering = ["source__name", "pk"]

    def __str__(self) -> str:
        return self.title or self.url

    def next_poll(self, outcome: Outcome, now: datetime) -> datetime:
        """A feed that fails is polled ever more seldom."""
        failures = self.failures + 1 if outcome in FAILURES else 0
        return now + poll_interval(settings.FEED_INTERVAL, failures) / settings.TIME_SCALE
