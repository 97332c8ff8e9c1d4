"""A site or feed that was looked at and is not added yet."""

import uuid
from datetime import datetime, timedelta

from django.db import models

from articles.versioning import pack, unpack

PREVIEW_KEPT = timedelta(hours=1)
"""For so long a feed that was looked at can be added as it was fetched then: nobody asks its host for it twice."""
VALIDATORS_KEPT = timedelta(days=7)
"""After that it is asked whether it is still what it was, for so long."""


class PreviewQuerySet(models.QuerySet["Preview"]):
    def of_feed(self, url: str) -> "Preview | None":
        """The latest look at the feed at this address."""
        return self.filter(feed_url=url).order_by("-pk").first()

    def fresh(self, now: datetime) -> "PreviewQuerySet":
        return self.filter(made_at__gt=now - PREVIEW_KEPT)

    def forget_old(self, now: datetime) -> None:
        self.filter(made_at__lte=now - VALIDATORS_KEPT).delete()


class Preview(models.Model):
    """What a look at an address found, `seen` as the desk shows it, and the feed's whole answer with its validators.

    It is no part of what Stet tracks, and forgotten after VALIDATORS_KEPT. `made_at` is real time.
    """

    token = models.UUIDField(default=uuid.uuid4, unique=True)
    made_at = models.DateTimeField(db_index=True)
    made_by = models.CharField(max_length=150, blank=True)
    wanted = models.CharField(max_length=2000, help_text="the address that was to be looked at")
    seen = models.JSONField(default=dict)
    feed_url = models.TextField(blank=True, help_text="the feed's address; empty where none was found")
    answer = models.JSONField(default=dict, help_text="what the feed answered, all but its body")
    packed = models.BinaryField(default=b"")

    objects = PreviewQuerySet.as_manager()

    def __str__(self) -> str:
        return f"preview of {self.wanted}"

    def is_fresh(self, now: datetime) -> bool:
        return now - self.made_at < PREVIEW_KEPT

    @property
    def body(self) -> bytes:
        return unpack(bytes(self.packed))

    @body.setter
    def body(self, raw: bytes) -> None:
        self.packed = pack(raw)
