"""A differing text that is held until it is known what it is."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models

from articles.text import ArticleText
from articles.versioning import fingerprint, pack_text, unpack_text

from .article import Article
from .capture import Capture
from .source import Source
from .version import Version

DRIFT_WITHIN = timedelta(hours=2)
DRIFT_ARTICLES, DRIFT_SHARE = 5, 0.3
"""So many articles of a source, and this share of those checked within that time, shift alike where its pages have a
new design; a line that goes from one story after the other is news."""
VAIN_WITHIN, MOST_IN_VAIN = timedelta(hours=24), 24
"""An article of which so many texts came and went within this time is looked at again in its own time only."""
SUSPECT_SIGHTINGS, SUSPECT_AGE = 3, timedelta(hours=24)
"""A suspect that stays the same for so many checks over so long is what the page says now."""


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def held(self) -> Self:
        return self.filter(verdict="")

    def unconfirmed(self) -> Self:
        """Held texts that wait for another sight, oldest first."""
        return self.held().filter(kind=Candidate.Kind.UNCONFIRMED).order_by("pk")

    def discarded(self) -> Self:
        """What the desk said is no state of its story."""
        return self.filter(verdict=Candidate.Verdict.DROPPED).exclude(decided_by="")

    def drifts(self, article: Article, lines: Collection[str], now: datetime) -> bool:
        """Whether these whole lines came or went at once in so many articles of the source that its pages changed."""
        if not lines:
            return False
        since = now - DRIFT_WITHIN / settings.TIME_SCALE
        is_drift = models.Q(kind=Candidate.Kind.DRIFT, verdict="")
        others = self.filter(is_drift | models.Q(first_seen_at__gt=since), source=article.source_id)
        others = others.exclude(verdict=Candidate.Verdict.DROPPED)  # what came and went is no new design
        rows = others.exclude(article=article).values_list("article_id", "whole_lines")
        alike = Counter(line for line, _ in {(line, pk) for pk, kept in rows for line in kept})
        most = 1 + max((alike[line] for line in lines), default=0)
        checked = Article.objects.filter(source=article.source_id, last_checked_at__gt=since).count()
        return most >= max(DRIFT_ARTICLES, DRIFT_SHARE * checked)

    def hold(
        self, article: Article, text: ArticleText, shown: ArticleText, capture: Capture, **fields: Any
    ) -> "Candidate":
        """Keep a text as it was extracted by the source's rules and the extractor of today.

        What tells it from others is the text as `shown`, without furniture.
        """
        base = article.versions.filter(number=0).first()
        return self.create(
            article=article,
            source_id=article.source_id,
            capture=capture,
            fingerprint=fingerprint(shown),
            read_by=article.source.reader,
            base=base,
            packed=pack_text(text, base.raw if base else None),
            **fields,
        )

    def capture_of(self, shown: ArticleText, now: datetime) -> Capture | None:
        """The capture of this text where it came and went before within a day: what alternates fills no disk."""
        again = self.filter(verdict=Candidate.Verdict.DROPPED, fingerprint=fingerprint(shown))
        again = again.filter(decided_at__gt=now - VAIN_WITHIN).select_related("capture")
        row = again.order_by("-pk").first()
        return row.capture if row else None

    def are_in_vain(self, now: datetime) -> bool:
        """Whether so many differing texts were dropped of late that looking again soon leads nowhere."""
        dropped = self.filter(verdict=Candidate.Verdict.DROPPED, decided_at__gt=now - VAIN_WITHIN)
        return dropped.count() >= MOST_IN_VAIN

    def settle(self, verdict: str, now: datetime, who: str = "") -> int:
        """End the wait of those that are held; how many there were. Their texts are in versions, or forgotten."""
        return self.held().update(verdict=verdict, decided_at=now, decided_by=who)


class Candidate(models.Model):
    class Kind(models.TextChoices):
        UNCONFIRMED = "unconfirmed"
        SUSPECT = "suspect"
        DRIFT = "drift"

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted"
        DROPPED = "dropped"

    article = models.ForeignKey(Article, models.CASCADE, related_name="candidates", db_index=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False)
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.UNCONFIRMED)
    reason = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64)
    read_by = models.CharField(
        max_length=16, blank=True, help_text="the extractor and the rules, by their digest"
    )
    base = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+")
    packed = models.BinaryField(help_text="the text, compressed against the article's version 0")
    whole_lines = models.JSONField(default=list, help_text="what came or went whole, by place and text")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    sightings = models.PositiveIntegerField(default=1)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=150, blank=True, help_text="empty: by the rules")

    objects = CandidateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["article"], condition=models.Q(verdict=""), name="candidate_held"),
            models.Index(fields=["source", "first_seen_at"], name="candidate_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} text of article {self.article_id}"

    def seen_again(self, asked_at: datetime) -> None:
        Candidate.objects.filter(pk=self.pk).update(
            sightings=models.F("sightings") + 1, last_seen_at=asked_at
        )

    def has_stayed(self, now: datetime) -> bool:
        """Whether a suspect that is seen once more now is what the page says; a drift waits for the admin."""
        is_suspect = self.kind == Candidate.Kind.SUSPECT
        stayed = now - self.first_seen_at >= SUSPECT_AGE / settings.TIME_SCALE
        return is_suspect and self.sightings + 1 >= SUSPECT_SIGHTINGS and stayed

    @property
    def text(self) -> ArticleText:
        return unpack_text(bytes(self.packed), self.base.raw if self.base else None)
