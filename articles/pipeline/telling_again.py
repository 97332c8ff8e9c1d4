"""The articles of sources whose furniture or rules changed, told again little by little: untouched and retired ones
too.
"""

import logging
from datetime import datetime

from articles.models import Article, LeaseLost, Reextraction, Source

from .reading import NotRead
from .report import Postponed
from .rereading import reread_and_tell

logger = logging.getLogger(__name__)

BATCH = 20


def tell_again(now: datetime, limit: int = BATCH) -> int:
    """Tell up to `limit` articles again, each in a transaction of its own; how many. 0 where none is left.

    A worker that is killed in it repeats its batch. Where furniture changes meanwhile, it begins anew.
    """
    told = 0
    for source in Source.objects.exclude(retell_after=None).order_by("pk"):
        told += _tell_articles_of(source, now, limit - told)
        if told >= limit:
            break
    return told


def _tell_articles_of(source: Source, now: datetime, limit: int) -> int:
    after = max(source.retell_after or 0, 0)
    if not _move_on(source, after):
        return 0
    articles = Article.objects.filter(source=source, pk__gt=after).exclude(current=None).order_by("pk")
    keys = list(articles.values_list("pk", flat=True)[:limit])
    for key in keys:
        _tell(key, now)
    if len(keys) == limit:
        _move_on(source, keys[-1])
    elif _move_on(source, None):
        Reextraction.objects.under_way(source).update(finished_at=now)
    return len(keys)


def _move_on(source: Source, after: int | None) -> bool:
    """False where the furniture changed again, or another worker was here."""
    mine = Source.objects.filter(pk=source.pk, retell_after=source.retell_after)
    source.retell_after = after
    return bool(mine.update(retell_after=after))


def _tell(key: int, now: datetime) -> None:
    """Where a check writes to it now, or it cannot be read, its next reading tells it."""
    article = Article.objects.select_related("source", "current").get(pk=key)
    try:
        reread_and_tell(article, now)
    except (LeaseLost, NotRead, Postponed) as error:
        logger.info("Article %s is told again later: %s", key, error)
    # A fault of ours on one article must not stop the others.
    except Exception:
        logger.exception("Article %s could not be told again.", key)
    else:
        return
    Article.objects.filter(pk=key).update(read_by="")
    if run := Reextraction.objects.under_way(article.source).first():
        run.skip()
