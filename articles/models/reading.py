"""A capture read again, by other rules or another extractor: appended, so that what was read before stays."""

from datetime import datetime

from django.db import models

from articles.text import ArticleText
from articles.versioning import dump_text, fingerprint, load_text, pack, unpack

from .version import Version


class ReadingQuerySet(models.QuerySet["Reading"]):
    def append(self, version: Version, text: ArticleText, read_by: str) -> "Reading":
        """Another reading of the version's capture, which is from now on its text; the same reader reads the same."""
        base = version.base or version
        told = {"fingerprint": fingerprint(text), "base": base, "packed": pack(dump_text(text), base.raw)}
        reading, _ = self.get_or_create(version=version, read_by=read_by, defaults=told)
        Version.objects.filter(pk=version.pk).update(reading=reading, read_by=read_by, headline=text.headline)
        return reading


class Reading(models.Model):
    version = models.ForeignKey(Version, models.PROTECT, related_name="readings", db_index=False)
    read_by = models.CharField(max_length=16, help_text="the extractor and the rules, by their digest")
    made_at = models.DateTimeField(auto_now_add=True)
    fingerprint = models.CharField(max_length=64)
    base = models.ForeignKey(Version, models.PROTECT, related_name="+")
    packed = models.BinaryField(
        help_text="the text, compressed against the article's version 0 as it was first read"
    )

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "read_by"], name="reading_of_version")]

    def __str__(self) -> str:
        return f"reading of {self.version}"

    @property
    def text(self) -> ArticleText:
        return load_text(unpack(bytes(self.packed), self.base.raw))


class Reextraction(models.Model):
    """The audit entry of one run over stored snapshots: who, why, and what came of it."""

    source = models.ForeignKey("Source", models.SET_NULL, null=True, related_name="+")
    who = models.CharField(max_length=150)
    reason = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    articles_count = models.PositiveIntegerField(default=0)
    readings_count = models.PositiveIntegerField(default=0)
    superseded_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"re-extraction of {self.started_at:%Y-%m-%d %H:%M} UTC by {self.who}"

    def add(self, readings: int, superseded: int) -> None:
        """Count one article's."""
        self.articles_count += 1
        self.readings_count += readings
        self.superseded_count += superseded
        self.save()

    def finish(self, now: datetime) -> None:
        self.finished_at = now
        self.save()
