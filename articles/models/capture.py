"""The append-only record of fetches that mattered, chained by hash, and the bytes they brought."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import models

from articles.versioning import pack, unpack

from .article import Article


class CaptureQuerySet(models.QuerySet["Capture"]):
    def append(
        self, article: Article, fetched_at: datetime, body: bytes, content_type: str = "", **seen: Any
    ) -> "Capture":
        """The next capture of the article, with its snapshot; `seen`: url, status, fingerprint, extractor_version."""
        last = self.filter(article=article).order_by("-number").first()
        capture = Capture(
            article=article,
            number=last.number + 1 if last else 0,
            fetched_at=fetched_at,
            sha256=hashlib.sha256(body).hexdigest(),
            previous_hash=last.hash if last else "",
            **seen,
        )
        capture.hash = capture.sealed()
        capture.save(force_insert=True)
        Snapshot.objects.keep(capture, body, content_type)
        return capture


class Capture(models.Model):
    """A row is never changed: `hash` covers it and the hash of the article's capture before it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="captures", db_index=False)
    number = models.PositiveIntegerField()
    fetched_at = models.DateTimeField()
    url = models.TextField()
    status = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    extractor_version = models.PositiveSmallIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = CaptureQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="capture_number")]

    def __str__(self) -> str:
        return f"capture {self.number} of article {self.article_id}"

    def sealed(self) -> str:
        """SHA-256 over the row as it stands, what `hash` must be."""
        row = [
            self.previous_hash,
            self.article.url,
            self.number,
            self.fetched_at.astimezone(UTC).isoformat(),
            self.url,
            self.status,
            self.sha256,
            self.fingerprint,
            self.extractor_version,
        ]
        return hashlib.sha256(json.dumps(row).encode()).hexdigest()


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def of(self, capture: int) -> "Snapshot | None":
        """The snapshot of this capture, ready to be read; None where it was not kept."""
        return self.select_related("base", "capture").filter(capture=capture).first()

    def keep(self, capture: Capture, body: bytes, content_type: str) -> "Snapshot":
        base = self.filter(capture__article=capture.article_id, base=None).first()
        packed = pack(body, base.body if base else None)
        return self.create(capture=capture, base=base, packed=packed, content_type=content_type[:200])


class Snapshot(models.Model):
    """A capture's bytes, compressed against the article's first page; may expire, the capture stays."""

    capture = models.OneToOneField(Capture, models.CASCADE, related_name="snapshot")
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    packed = models.BinaryField()
    content_type = models.CharField(
        max_length=200, blank=True, help_text="HTTP header: it may name the charset"
    )

    objects = SnapshotQuerySet.as_manager()

    def __str__(self) -> str:
        return f"snapshot of {self.capture}"

    @property
    def body(self) -> bytes:
        return unpack(bytes(self.packed), self.base.body if self.base else None)
