"""A capture read again, by other rules or another extractor: appended, so that what was read before stays."""

from datetime import datetime

from django.db import models

from articles.text import ArticleText
from articles.versioning import fingerprint, pack_text, unpack_text

from .source import Source
from .version import Version


class ReadingQuerySet(models.QuerySet["Reading"]):
    def append(self, version: Version, text: ArticleText, read_by: str, of_page: bool = True) -> "Reading":
        """Another reading of the version's capture, which is from now on its text; the same reader reads the same.

        Where it is not made `of_page`, the version stays marked as read by whoever read its page last.
        """
        if version.reading and version.reading.of_page and not of_page:
            # Under its reader's name, by which Version.page_text finds it.
            self._keep(version, version.text, version.read_by, of_page=True)
        reading = self._keep(version, text, read_by, of_page)
        fields = {"reading": reading, "headline": text.headline} | ({"read_by": read_by} if of_page else {})
        Version.objects.filter(pk=version.pk).update(**fields)
        return reading

    def _keep(self, version: Version, text: ArticleText, read_by: str, of_page: bool) -> "Reading":
        base = version.base or version
        told = {"fingerprint": fingerprint(text), "base": base, "packed": pack_text(text, base.raw)}
        return self.get_or_create(version=version, read_by=read_by, of_page=of_page, defaults=told)[0]


class Reading(models.Model):
    version = models.ForeignKey(Version, models.PROTECT, related_name="readings", db_index=False)
    read_by = models.CharField(max_length=16, help_text="the extractor and the rules, by their digest")
    of_page = models.BooleanField(
        default=True, help_text="else of the text alone: the page was not kept, and lines were left out"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    fingerprint = models.CharField(max_length=64)
    base = models.ForeignKey(Version, models.PROTECT, related_name="+")
    packed = models.BinaryField(
        help_text="the text, compressed against the article's version 0 as it was first read"
    )

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "read_by", "of_page"], name="reading_of_version")
        ]

    def __str__(self) -> str:
        return f"reading of {self.version}"

    @property
    def text(self) -> ArticleText:
        return unpack_text(bytes(self.packed), self.base.raw)


class ReextractionQuerySet(models.QuerySet["Reextraction"]):
    def under_way(self, source: Source) -> "ReextractionQuerySet":
        """Those of a source that the workers have not finished: one at most, that of the latest rules."""
        return self.filter(source=source, by_workers=True, finished_at=None)


class Reextraction(models.Model):
    """The audit entry of one run over stored snapshots: who, why, and what came of it.

    What supersedes versions outside a run has an entry of its own, of the one `article`, with nobody as `who`.
    """

    source = models.ForeignKey("Source", models.SET_NULL, null=True, related_name="+")
    article = models.ForeignKey("Article", models.SET_NULL, null=True, related_name="+")
    who = models.CharField(max_length=150, blank=True, help_text="empty: by the rules")
    reason = models.CharField(max_length=500, blank=True)
    by_workers = models.BooleanField(
        default=False, help_text="asked for at the desk, done little by little by the workers"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    articles_count = models.PositiveIntegerField(default=0)
    readings_count = models.PositiveIntegerField(default=0)
    superseded_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(
        default=0, help_text="articles that could not be read again now"
    )

    objects = ReextractionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"re-extraction of {self.started_at:%Y-%m-%d %H:%M} UTC by {self.who or 'the rules'}"

    def add(self, readings: int, superseded: int) -> None:
        """Count one article's."""
        self._count(articles_count=1, readings_count=readings, superseded_count=superseded)

    def skip(self) -> None:
        """Count an article that was left as it was."""
        self._count(skipped_count=1)

    def _count(self, **more: int) -> None:
        """Several workers may be at it."""
        added = {name: models.F(name) + number for name, number in more.items()}
        Reextraction.objects.filter(pk=self.pk).update(**added)
        self.refresh_from_db(fields=list(more))

    def finish(self, now: datetime) -> None:
        self.finished_at = now
        self.save(update_fields=["finished_at"])
