"""The life of an article, carried forward with every change: one row, however many versions there are."""

from django.db import models

from articles.diffing import LIFETIME_VERSION, Lifetime, dump_lifetime, load_lifetime
from articles.text import ArticleText
from articles.versioning import Furniture, pack, unpack

from .article import Article
from .version import Version


class ArticleLifetimeQuerySet(models.QuerySet["ArticleLifetime"]):
    def carry(
        self, article: Article, text: ArticleText, state: int, version: Version, furniture: Furniture
    ) -> None:
        """Go on to the text that stands from `state` on (0, then the number of the change), as readers see it."""
        row = self.filter(article=article).select_related("base").first()
        if state and (row is None or row.algorithm != LIFETIME_VERSION):
            self.rebuild(article, furniture)
            return
        life = row.life if row and state else Lifetime()
        self._keep(article, life.then(text, state, version.number), version.base or version)

    def rebuild(self, article: Article, furniture: Furniture) -> None:
        """Tell it from the beginning, without what proved spurious."""
        standing = article.versions.standing()
        first = next((one for one in standing.values() if one.number == 0), None)
        if first is None:
            return
        life = Lifetime().then(first.shown(furniture), 0, 0)
        for change in article.changes.filter(spurious=False).order_by("number"):
            version = standing[change.to_version_id]
            life = life.then(version.shown(furniture), change.number, version.number)
        self._keep(article, life, first)

    def _keep(self, article: Article, life: Lifetime, base: Version) -> None:
        packed = pack(dump_lifetime(life), base.raw)
        told = {"base": base, "packed": packed, "algorithm": LIFETIME_VERSION}
        self.update_or_create(article=article, defaults=told)


class ArticleLifetime(models.Model):
    article = models.OneToOneField(Article, models.CASCADE, related_name="lifetime")
    algorithm = models.PositiveSmallIntegerField()
    base = models.ForeignKey(Version, models.PROTECT, related_name="+")
    packed = models.BinaryField(help_text="compressed against the article's version 0")

    objects = ArticleLifetimeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"life of article {self.article_id}"

    @property
    def life(self) -> Lifetime:
        return load_lifetime(unpack(bytes(self.packed), self.base.raw))
