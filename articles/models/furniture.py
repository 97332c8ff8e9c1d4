"""A site's furniture: what is left out of its articles' texts, and the evidence for it."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Cast, Concat

from articles.versioning import Furniture, Sign

from .article import Article
from .source import Source

ARTICLES = 3
"""On so many articles of a source the same sign makes it the site's."""
TEXTS_KEPT = 6


class SiteFurnitureQuerySet(models.QuerySet["SiteFurniture"]):
    def of(self, article_id: int, source_id: int) -> Furniture:
        """What is left out of this article's texts: the site's furniture, and what the article itself gave signs of.

        What an admin released counts no more: released for the site, in no article; released for an article, not in it.
        """
        return self.of_each({article_id: source_id})[article_id]

    def of_each(self, sources: Mapping[int, int]) -> dict[int, Furniture]:
        """`of` each article, by its key; `sources` has the source of each. Two queries, however many there are."""
        told = ("kind", "key", "released_at")
        site, own = defaultdict[int, list[Any]](list), defaultdict[int, list[Any]](list)
        for pk, *row in self.filter(source__in=set(sources.values())).values_list("source", *told):
            site[pk].append(row)
        for pk, *row in FurnitureSign.objects.filter(article__in=list(sources)).values_list("article", *told):
            own[pk].append(row)
        return {article: _left_out([*site[source], *own[article]]) for article, source in sources.items()}


def left_out_of_changes() -> dict[str, models.Subquery]:
    """For a query of changes: whatever is found, released or restored in the site or the article of one, these say
    something else of it.
    """
    return {
        "left_out_of_site": _counted(SiteFurniture.objects.all(), "source"),
        "left_out_of_article": _counted(FurnitureSign.objects.all(), "article"),
    }


def _counted(rows: models.QuerySet[Any], whose: str) -> models.Subquery:
    """No row is ever taken away, and each release is later than those before it."""
    figures = (models.Count("pk"), models.Count("released_at"), models.Max("released_at"))
    found, released, last = (Cast(figure, models.TextField()) for figure in figures)
    blank = models.Value(" ", models.TextField())
    told = Concat(found, blank, released, blank, last)
    of_one = rows.filter(**{whose: models.OuterRef(whose)}).order_by().values(whose)
    return models.Subquery(of_one.annotate(told=told).values("told"))


def _left_out(rows: Iterable[Any]) -> Furniture:
    released = {(kind, key) for kind, key, released_at in rows if released_at}
    return Furniture.of((kind, key) for kind, key, _ in rows if (kind, key) not in released)


class Described(models.Model):
    """`key` is a line's text or a place in the page's markup; `texts` what stood there."""

    class Kind(models.TextChoices):
        LINE = "line"
        PLACE = "place"

    kind = models.CharField(max_length=5, choices=Kind, editable=False)
    key = models.TextField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    texts = models.JSONField(default=list, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="+", db_index=False, editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    released_by = models.CharField(max_length=150, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key[:80]}"

    def release(self, who: str, now: datetime) -> None:
        """From now on it counts as text again, in old versions too, and is not found again."""
        self.released_at, self.released_by = now, who
        self.save(update_fields=["released_at", "released_by"])
        Source.objects.filter(pk=self.source_id).tell_articles_again()

    def restore(self) -> None:
        self.released_at, self.released_by = None, ""
        self.save(update_fields=["released_at", "released_by"])
        Source.objects.filter(pk=self.source_id).tell_articles_again()


class SiteFurniture(Described):
    """Left out of every article of the source, until an admin releases it."""

    found_at = models.DateTimeField(editable=False)

    objects = SiteFurnitureQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "site furniture"
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "digest"], name="furniture_of_source")
        ]


class FurnitureSignQuerySet(models.QuerySet["FurnitureSign"]):
    def unreleased(self, article: Article, signs: Iterable[Sign]) -> list[Sign]:
        """Those of the signs that no admin released, for this article or for its whole site."""
        rows = self.filter(article=article).exclude(released_at=None).values_list("kind", "key")
        site = SiteFurniture.objects.filter(source=article.source_id).exclude(released_at=None)
        released = {*rows, *site.values_list("kind", "key")}
        return [sign for sign in signs if (sign.kind, sign.key) not in released]

    @transaction.atomic
    def note(self, article: Article, signs: Sequence[Sign], now: datetime) -> None:
        """Keep what an article gave signs of; what `ARTICLES` articles of a source agree on becomes its furniture.

        A sign that was released stays so, and agrees with no other. The article is told again by its next reading at
        the latest, the other articles of the source in their turn (see Source.objects.tell_articles_again).
        """
        if not signs:
            return
        # Two articles that agree at the same moment see each other's signs, and wait for nothing in turn.
        Source.objects.select_for_update(no_key=True).get(pk=article.source_id)
        Article.objects.filter(pk=article.pk).update(read_by="")
        article.read_by = ""
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
            if self.filter(source=article.source_id, released_at=None, **seen).count() >= ARTICLES:
                _, is_new = SiteFurniture.objects.get_or_create(
                    source_id=article.source_id, **seen, defaults={**told, "found_at": now}
                )
                if is_new:
                    Source.objects.filter(pk=article.source_id).tell_articles_again()


class FurnitureSign(Described):
    """What one article gave: it is left out of that article at once, until an admin releases it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="furniture_signs", db_index=False)
    first_seen_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = FurnitureSignQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "kind", "digest"], name="sign_of_article")]
        indexes = [models.Index(fields=["source", "kind", "digest"], name="sign_by_source")]
