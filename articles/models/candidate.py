"""A differing text that is held until it is known what it is."""

from django.db import models

from .article import Article
from .capture import Capture


class Candidate(models.Model):
    class Kind(models.TextChoices):
        UNCONFIRMED = "unconfirmed"
        SUSPECT = "suspect"
        DRIFT = "drift"

    article = models.ForeignKey(Article, models.CASCADE, related_name="candidates", db_index=False)
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64)
    packed = models.BinaryField(help_text="the text, compressed against the article's version 0")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    sightings = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "fingerprint"], name="candidate_text")]

    def __str__(self) -> str:
        return f"{self.kind} text of article {self.article_id}"
