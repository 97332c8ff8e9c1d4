"""A distinct text of an article."""

from typing import Self

from django.db import models
from django.urls import reverse

from articles.diffing import count_words
from articles.text import ArticleText
from articles.versioning import (
    Furniture,
    fingerprint,
    pack_text,
    unpack,
    unpack_text,
    without_furniture,
)

from .article import Article
from .capture import Capture
from .hideable import Hideable


class VersionQuerySet(models.QuerySet["Version"]):
    def numbers(self, furniture: Furniture) -> dict[str, int]:
        """Fingerprint to number, of the texts without this furniture; the newest of those that are then alike.

        Told from the texts: what is stored may have been told by the furniture or the rules of then.
        """
        versions = self.readable().order_by("number")
        return {fingerprint(version.shown(furniture)): version.number for version in versions}

    def stands_elsewhere(self, article: Article, text: ArticleText) -> int:
        """At how many other articles of the same host this very text stood."""
        alike = self.filter(fingerprint=fingerprint(text), article__host=article.host_id)
        return alike.exclude(article=article).values("article").distinct().count()

    def standing(self) -> "dict[int, Version]":
        """The version that stands for each, by key: itself, or the one that supersedes it; ready to be read."""
        versions = {one.pk: one for one in self.readable()}
        return {pk: versions[one.superseded_by_id or pk] for pk, one in versions.items()}

    def readable(self) -> Self:
        """Ready for `text` without another query."""
        return self.select_related("base", "reading__base")

    def append(
        self,
        article: Article,
        number: int,
        text: ArticleText,
        capture: Capture,
        furniture: Furniture,
        read_by: str,
    ) -> "Version":
        """Store a text under the article's next number, compressed against its version 0.

        It is stored whole; what makes it distinct is the text without furniture.
        """
        shown = without_furniture(text, furniture)[0]
        base = self.filter(article=article, number=0).first()
        for stale in self.readable().filter(article=article, fingerprint=fingerprint(shown)):
            self.filter(pk=stale.pk).update(fingerprint=fingerprint(stale.text))
        return self.create(
            article=article,
            number=number,
            capture=capture,
            base=base,
            first_seen_at=capture.fetched_at,
            fingerprint=fingerprint(shown),
            headline=text.headline,
            read_by=read_by,
            packed=pack_text(text, base.raw if base else None),
            words_count=sum(count_words(block.text) for block in shown.blocks),
        )


class Version(Hideable):
    """Stored once, numbered from 0 without gaps; both by constraints, whatever the workers do."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="+")
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    first_seen_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    headline = models.TextField(blank=True)
    packed = models.BinaryField()
    words_count = models.PositiveIntegerField()
    reading = models.ForeignKey(
        "Reading",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="the newest, where it was read again",
    )
    read_by = models.CharField(
        max_length=16, blank=True, help_text="the extractor and the rules, by their digest"
    )
    superseded_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number"),
            models.UniqueConstraint(fields=["article", "fingerprint"], name="version_text"),
        ]
        indexes = [models.Index(fields=["fingerprint"], name="version_alike")]

    def __str__(self) -> str:
        return f"version {self.number} of article {self.article_id}"

    def get_absolute_url(self) -> str:
        return reverse("version", args=[self.article_id, self.number])

    @property
    def raw(self) -> bytes:
        return unpack(bytes(self.packed), self.base.raw if self.base else None)

    @property
    def _first_text(self) -> ArticleText:
        return unpack_text(bytes(self.packed), self.base.raw if self.base else None)

    @property
    def text(self) -> ArticleText:
        """As it was extracted last, whole."""
        return self.reading.text if self.reading else self._first_text

    @property
    def page_text(self) -> ArticleText:
        """As its page was read last, whatever was left out of that since."""
        if self.reading is None or self.reading.of_page:
            return self.text
        of_page = self.readings.filter(read_by=self.read_by, of_page=True).select_related("base").first()
        return of_page.text if of_page else self._first_text

    def shown(self, furniture: Furniture) -> ArticleText:
        """As readers see and compare it."""
        return without_furniture(self.text, furniture)[0]

    def named_by_notices(self) -> "tuple[Article, Version]":
        return self.article, self

    def lock(self) -> None:
        self.article.lock()

    def spread_visibility(self) -> None:
        """A hidden headline is not the article's: that of the newest version which may be shown is."""
        touching = models.Q(from_version=self) | models.Q(to_version=self)
        self.article.changes.filter(touching).follow_visibility()
        shown = self.article.versions.filter(hidden_at=None).exclude(headline="")
        current = shown.filter(pk=self.article.current_id or 0).first() or shown.order_by("-number").first()
        self.article.headline = current.headline if current else ""
        self.article.save(update_fields=["headline"])
        self.article.passages.rebuild(self.article)
