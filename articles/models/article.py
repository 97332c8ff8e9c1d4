"""One story at one canonical URL, and the other URLs it goes by."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models, transaction
from django.urls import reverse

from articles.discovery import canonical_url
from articles.scheduling import History, next_interval
from articles.versioning import CHANGES, FAILURES, Outcome

from .feed import Feed
from .host import Host
from .queue import Queued, QueuedQuerySet
from .source import Source


class ArticleQuerySet(QueuedQuerySet["Article"]):
    def visible(self) -> Self:
        return self.filter(hidden_at=None)

    def known_as(self, url: str) -> "Article | None":
        """The article at this URL, in whatever form. Raises BadUrl where it is none."""
        canonical = canonical_url(url)
        return self.filter(models.Q(url=canonical) | models.Q(aliases__url=canonical)).first()

    def known_urls(self, urls: Iterable[str]) -> set[str]:
        """Which of these canonical URLs belong to an article already."""
        wanted = list(urls)
        aliases = Alias.objects.filter(url__in=wanted).values_list("url", flat=True)
        return {*self.filter(url__in=wanted).values_list("url", flat=True), *aliases}

    def track(self, url: str, source: Source, now: datetime, **known: Any) -> "tuple[Article, bool]":
        """The article at `url`, made and due at once where it was not tracked; whether it was made.

        `known` is what a feed tells of it: feed, headline, published_at. Raises BadUrl.
        """
        article = self.known_as(url)
        if article is not None:
            return article, False
        fields = {"source": source, "fetch_url": url, "first_seen_at": now, "next_check_at": now, **known}
        with transaction.atomic():
            host = Host.objects.for_url(url)
            article, made = self.get_or_create(url=canonical_url(url), defaults={**fields, "host": host})
            if made:
                Source.objects.filter(pk=source.pk).update(articles_count=models.F("articles_count") + 1)
        return article, made


class Article(Queued):
    source = models.ForeignKey(Source, models.PROTECT, related_name="articles")
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, blank=True, related_name="articles")
    url = models.URLField(max_length=2000, unique=True, help_text="canonical")
    fetch_url = models.TextField(help_text="as it was found")
    headline = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_seen_at = models.DateTimeField(editable=False)
    last_seen_at = models.DateTimeField(
        null=True, editable=False, help_text="the last check that saw the current text"
    )
    last_changed_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    interval = models.DurationField(null=True, editable=False)
    body_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    current = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+", editable=False)
    checks_count = models.PositiveIntegerField(default=0, editable=False)
    versions_count = models.PositiveIntegerField(default=0, editable=False)
    changes_count = models.PositiveIntegerField(default=0, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_reason = models.CharField(max_length=500, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta(Queued.Meta):
        indexes = [
            *Queued.Meta.indexes,
            models.Index(fields=["source", "-first_seen_at", "-id"], name="article_by_source"),
        ]

    def __str__(self) -> str:
        return self.headline or self.url

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.pk])

    def next_check(self, outcome: Outcome, now: datetime) -> dict[str, Any]:
        """The schedule's fields after a check with this outcome."""
        interval = next_interval(History(interval=self.interval, changed=outcome in CHANGES))
        return {
            "interval": interval or self.interval,
            "next_check_at": now + interval if interval else None,
            "last_checked_at": now,
            "last_outcome": outcome,
            "checks_count": models.F("checks_count") + 1,
            "failures": self.failures + 1 if outcome in FAILURES else 0,
        }

    def know_as(self, url: str) -> bool:
        """Remember another URL of this article; False where it is known already, as this article or another."""
        canonical = canonical_url(url)
        if Article.objects.known_as(canonical) is not None:
            return False
        Alias.objects.create(article=self, url=canonical)
        return True

    def hide(self, reason: str, now: datetime) -> None:
        """Take the article off every page, list and feed: its own addresses answer 451 with the reason."""
        self._show_or_hide(now, reason)

    def unhide(self) -> None:
        self._show_or_hide(None, "")

    def _show_or_hide(self, hidden_at: datetime | None, reason: str) -> None:
        self.hidden_at, self.hidden_reason = hidden_at, reason
        with transaction.atomic():
            self.save(update_fields=["hidden_at", "hidden_reason"])
            self.events.update(hidden=hidden_at is not None)
            for change in self.changes.select_related("article", "from_version", "to_version"):
                change.follow_visibility()


class Alias(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="aliases")
    url = models.URLField(max_length=2000, unique=True)

    class Meta:
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.url
