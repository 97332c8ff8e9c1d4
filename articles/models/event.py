"""Something else than a change that happened to an article."""

from django.db import models

from .article import Article
from .source import Source


class Event(models.Model):
    class Kind(models.TextChoices):
        REMOVED = "removed", "removed from the site"
        BACK = "back", "back on the site"
        REDIRECTED = "redirected", "redirected to another address"
        WALLED = "walled", "put behind a wall"
        HIDDEN = "hidden", "hidden here"

    article = models.ForeignKey(Article, models.PROTECT, related_name="events", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    happened_at = models.DateTimeField()
    detail = models.CharField(max_length=2000, blank=True)
    hidden = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["article", "happened_at"], name="event_of_article"),
            models.Index(fields=["-happened_at", "-id"], name="event_latest"),
            models.Index(fields=["source", "-happened_at", "-id"], name="event_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: article {self.article_id}"
