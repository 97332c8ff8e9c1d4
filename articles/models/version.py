"""A distinct text of an article."""

from datetime import datetime
from typing import Self

from django.db import models, transaction
from django.urls import reverse

from articles.text import ArticleText
from articles.versioning import dump_text, fingerprint, load_text, pack, unpack

from .article import Article
from .capture import Capture


class VersionQuerySet(models.QuerySet["Version"]):
    def numbers(self) -> dict[str, int]:
        """Fingerprint to number."""
        return dict(self.values_list("fingerprint", "number"))

    def readable(self) -> Self:
        """Ready for `text` without another query."""
        return self.select_related("base")

    def append(self, article: Article, number: int, text: ArticleText, capture: Capture) -> "Version":
        """Store a text under the article's next number, compressed against its version 0."""
        base = self.filter(article=article, number=0).first()
        return self.create(
            article=article,
            number=number,
            capture=capture,
            base=base,
            first_seen_at=capture.fetched_at,
            fingerprint=fingerprint(text),
            headline=text.headline,
            packed=pack(dump_text(text), base.raw if base else None),
            words_count=sum(len(block.text.split()) for block in text.blocks),
        )


class Version(models.Model):
    """Stored once, numbered from 0 without gaps; both by constraints, whatever the workers do."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="+")
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    first_seen_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    headline = models.TextField(blank=True)
    packed = models.BinaryField()
    words_count = models.PositiveIntegerField()
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_reason = models.CharField(max_length=500, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number"),
            models.UniqueConstraint(fields=["article", "fingerprint"], name="version_text"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of article {self.article_id}"

    def get_absolute_url(self) -> str:
        return reverse("version", args=[self.article_id, self.number])

    @property
    def raw(self) -> bytes:
        return unpack(bytes(self.packed), self.base.raw if self.base else None)

    @property
    def text(self) -> ArticleText:
        return load_text(self.raw)

    def hide(self, reason: str, now: datetime) -> None:
        self._show_or_hide(now, reason)

    def unhide(self) -> None:
        self._show_or_hide(None, "")

    def _show_or_hide(self, hidden_at: datetime | None, reason: str) -> None:
        self.hidden_at, self.hidden_reason = hidden_at, reason
        with transaction.atomic():
            self.save(update_fields=["hidden_at", "hidden_reason"])
            touching = models.Q(from_version=self) | models.Q(to_version=self)
            changes = self.article.changes.filter(touching)
            for change in changes.select_related("article", "from_version", "to_version"):
                change.follow_visibility()
