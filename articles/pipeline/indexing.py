"""What search reads, told from the versions that are kept: for what was kept before there was an index."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, Passage, Source, Version


def index(source: Source | None = None, anew: bool = False) -> Iterator[tuple[int, int, Article]]:
    """Index what is not: (articles done, articles in all, the article), one by one, each in a transaction of its own.

    Resumable, and checks go on meanwhile: what has passages already is left as it is. With `anew` all sources' are
    forgotten first, and searches find little until it is done.
    """
    if anew:
        Passage.objects.forget_all()
    keys = list(not_indexed(source).order_by("pk").values_list("pk", flat=True))
    for done, key in enumerate(keys, start=1):
        with transaction.atomic():
            article = Article.objects.select_for_update(no_key=True).get(pk=key)
            Passage.objects.rebuild(article)
        yield done, len(keys), article


def not_indexed(source: Source | None = None) -> QuerySet[Article]:
    """The articles whose public texts searches do not find."""
    articles = source.articles.all() if source else Article.objects.all()
    public = Version.objects.filter(article=OuterRef("pk"), hidden_at=None)
    passages = Passage.objects.filter(article=OuterRef("pk"))
    return articles.filter(Exists(public), ~Exists(passages), hidden_at=None, current__isnull=False)
