"""What is derived from an article's versions, told anew: changes, lifetime, passages, what lists show."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from articles.diffing import DIFF_VERSION, LIFETIME_VERSION
from articles.models import Article, ArticleLifetime, Change, Passage, SiteFurniture, Source, Version
from articles.versioning import Furniture

from .stating import comparison_of


def retell(article: Article) -> None:
    """Bring changes, lifetime, passages and headline in line with the texts of today; the caller holds the lock.

    A change between two texts that prove to be one is spurious and not shown. Which versions it was seen between stays
    on its row, whatever they are superseded by.
    """
    furniture = SiteFurniture.objects.of(article.pk, article.source_id)
    standing = article.versions.standing()
    spurious = 0
    for change in article.changes.order_by("number"):
        old, new = standing[change.from_version_id], standing[change.to_version_id]
        spurious += old == new
        _retell_change(change, old, new, furniture)
    article.changes.follow_visibility()
    article.source.count(changes=article.spurious_count - spurious)
    _show(article, standing, spurious)
    ArticleLifetime.objects.rebuild(article, furniture)
    Passage.objects.rebuild(article, furniture)


def _retell_change(change: Change, old: Version, new: Version, furniture: Furniture) -> None:
    told = comparison_of(old.shown(furniture), new.shown(furniture)) if old != new else {}
    told["diff_version"] = DIFF_VERSION
    Change.objects.filter(pk=change.pk).update(spurious=old == new, **told)


def _show(article: Article, standing: dict[int, Version], spurious: int) -> None:
    current = standing[article.current_id] if article.current_id else None
    headline = current.text.headline if current and not current.hidden_at else ""
    Article.objects.filter(pk=article.pk).update(
        current=current, spurious_count=spurious, headline=headline or article.headline
    )


def rediff(source: Source | None = None) -> Iterator[tuple[int, int, Article]]:
    """Tell again what an older algorithm told: (articles done, articles in all, the article), one by one.

    Resumable: what the present algorithms told is left as it is.
    """
    old = Change.objects.filter(article=OuterRef("pk")).exclude(diff_version=DIFF_VERSION)
    lived = ArticleLifetime.objects.filter(article=OuterRef("pk"), algorithm=LIFETIME_VERSION)
    articles = Article.objects.exclude(current=None).filter(Q(Exists(old)) | ~Q(Exists(lived))).order_by("pk")
    keys = list((articles.filter(source=source) if source else articles).values_list("pk", flat=True))
    for done, key in enumerate(keys, start=1):
        with transaction.atomic():
            article = Article.objects.select_for_update(of=("self",)).select_related("source").get(pk=key)
            retell(article)
        yield done, len(keys), article
