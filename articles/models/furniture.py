"""A site's furniture: what is left out of its articles' texts, and the evidence for it."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from articles.versioning import Furniture, Sign

from .article import Article
from .source import Source

ARTICLES = 3
"""On so many articles of a source the same sign makes it the site's."""
TEXTS_KEPT = 6


class SiteFurnitureQuerySet(models.QuerySet["SiteFurniture"]):
    def of(self, article_id: int, source_id: int) -> Furniture:
        """What is left out of this article's texts: the site's furniture, and what the article itself gave signs of.

        What an admin released counts no more, neither for the site nor for one article.
        """
        rows = list(self.filter(source=source_id).values_list("kind", "key", "digest", "released_at"))
        released = {(kind, digest) for kind, _, digest, released_at in rows if released_at}
        standing = [(kind, key) for kind, key, _, released_at in rows if not released_at]
        own = FurnitureSign.objects.filter(article=article_id).values_list("kind", "key", "digest")
        return Furniture.of(
            [*standing, *((kind, key) for kind, key, digest in own if (kind, digest) not in released)]
        )


class Described(models.Model):
    """`key` is a line's text or a place in the page's markup; `texts` what stood there."""

    class Kind(models.TextChoices):
        LINE = "line"
        PLACE = "place"

    kind = models.CharField(max_length=5, choices=Kind, editable=False)
    key = models.TextField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    texts = models.JSONField(default=list, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key[:80]}"


class SiteFurniture(Described):
    """Left out of every article of the source, until an admin releases it."""

    source = models.ForeignKey(
        Source, models.CASCADE, related_name="furniture", db_index=False, editable=False
    )
    found_at = models.DateTimeField(editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    released_by = models.CharField(max_length=150, blank=True, editable=False)

    objects = SiteFurnitureQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "site furniture"
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "digest"], name="furniture_of_source")
        ]

    def release(self, who: str, now: datetime) -> None:
        """From now on it counts as text again, in old versions too, and is not found again."""
        self.released_at, self.released_by = now, who
        self.save(update_fields=["released_at", "released_by"])
        _retell_articles_of(self.source_id)

    def restore(self) -> None:
        self.released_at, self.released_by = None, ""
        self.save(update_fields=["released_at", "released_by"])
        _retell_articles_of(self.source_id)


class FurnitureSignQuerySet(models.QuerySet["FurnitureSign"]):
    def note(self, article: Article, signs: Iterable[Sign], now: datetime) -> None:
        """Keep what an article gave signs of; what `ARTICLES` articles of a source agree on becomes its furniture."""
        for sign in signs:
            digest = hashlib.sha256(sign.key.encode()).hexdigest()
            seen = {"kind": sign.kind, "digest": digest}
            told = {"key": sign.key, "texts": list(sign.texts[:TEXTS_KEPT])}
            with transaction.atomic():
                self.update_or_create(
                    article=article, **seen,
                    defaults={"seen_at": now},
                    create_defaults={**told, "source_id": article.source_id, "first_seen_at": now, "seen_at": now},
                )  # fmt: skip
            if self.filter(source=article.source_id, **seen).count() >= ARTICLES:
                _, is_new = SiteFurniture.objects.get_or_create(
                    source_id=article.source_id, **seen, defaults={**told, "found_at": now}
                )
                if is_new:
                    _retell_articles_of(article.source_id)


class FurnitureSign(Described):
    """What one article gave: it is left out of that article at once."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="furniture_signs", db_index=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False)
    first_seen_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = FurnitureSignQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "kind", "digest"], name="sign_of_article")]
        indexes = [models.Index(fields=["source", "kind", "digest"], name="sign_by_source")]


def _retell_articles_of(source_id: int) -> None:
    """Their histories are read again at their next new text: versions may prove alike, or stop being so."""
    Article.objects.filter(source=source_id).update(read_by="")
