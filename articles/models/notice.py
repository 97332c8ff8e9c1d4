"""What was hidden from the public, why, and for how long: kept when it is shown again, for the public log."""

from datetime import datetime
from typing import Self

from django.db import models

from .article import Article
from .keyset import row_before
from .version import Version


class NoticeQuerySet(models.QuerySet["Notice"]):
    def newest_first(self) -> Self:
        return self.order_by("-hidden_at", "-id")

    def before(self, hidden_at: datetime, pk: int) -> Self:
        """Those that follow this place in the order of `newest_first`."""
        return self.filter(row_before(hidden_at=hidden_at, id=pk))


class Notice(models.Model):
    """One hiding of an article, or of one `version` of it; `reason` is public, and nothing of what was hidden is."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="notices")
    version = models.ForeignKey(Version, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=500, blank=True)
    hidden_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-hidden_at", "-id"], name="notice_latest")]

    def __str__(self) -> str:
        return f"notice of {self.hidden_at:%Y-%m-%d} on article {self.article_id}"
