"""Rows as the pipeline records them, without fetching."""

import itertools
from collections.abc import Sequence
from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group, User

from articles.fetching import Response
from articles.models import Article, Change, Event, Feed, Host, Source, SourceDay
from articles.models.roles import EDITOR
from articles.pipeline.deciding import Verdict, state_now
from articles.pipeline.recording import Sighting, record
from articles.pipeline.visiting import Answer
from articles.text import ArticleText, Block
from articles.versioning import fingerprint

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
GAP = timedelta(minutes=29)
"""Between the last check that saw the old text and the first that saw the new."""
_numbers = itertools.count(1)


def make_editor(name: str = "edith") -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=EDITOR))
    return user


def make_source(name: str = "The Harbour Post", **fields: Any) -> Source:
    slug = fields.pop("slug", f"source-{next(_numbers)}")
    home = fields.pop("home_url", f"https://{slug}.example/")
    return Source.objects.create(name=name, slug=slug, home_url=home, **fields)


def make_feed(source: Source, **fields: Any) -> Feed:
    url = fields.pop("url", f"{source.home_url}feed")
    return Feed.objects.create(source=source, url=url, host=Host.objects.for_url(url), **fields)


def make_day(source: Source, day: date, **figures: int) -> SourceDay:
    """What a source cost and brought on one day (UTC)."""
    return SourceDay.objects.create(source=source, day=day, **figures)


def make_article(source: Source | None = None, url: str = "", **fields: Any) -> Article:
    """An article without any version yet."""
    source = source or make_source()
    url = url or f"{source.home_url}news/{next(_numbers)}"
    article, _ = Article.objects.track(url, source, START)
    Article.objects.filter(pk=article.pk).update(**fields)
    article.refresh_from_db()
    return article


def make_text(headline: str, *paragraphs: str, **fields: Any) -> ArticleText:
    return ArticleText(headline, tuple(Block("paragraph", text) for text in paragraphs), **fields)


def show(article: Article, text: ArticleText, at: datetime) -> Change | None:
    """A check at that time finds this text, where the one before it, GAP earlier, had still found the last: the
    change that it recorded, if it did.
    """
    seen = article.changes_count
    if article.current:
        _check(article, article.current.text, at - GAP)
    _check(article, text, at)
    return article.changes.get(number=article.changes_count) if article.changes_count > seen else None


def _check(article: Article, text: ArticleText, at: datetime) -> None:
    Article.objects.filter(pk=article.pk).update(next_check_at=at)
    assert article.lease(at)
    answer = Answer(Response(article.url, 200, {}, repr(text).encode()), at, at)
    stands = article.current is not None and fingerprint(article.current.text) == fingerprint(text)
    verdict = Verdict() if stands else Verdict(states=(state_now(text, answer),))
    record(article, Sighting(answer, text, verdict))
    article.refresh_from_db()


def make_story(
    texts: Sequence[ArticleText], source: Source | None = None, every: timedelta = timedelta(hours=4)
) -> Article:
    """An article whose page showed these texts one after the other, from START on."""
    article = make_article(source)
    for number, text in enumerate(texts):
        show(article, text, START + number * every)
    return article


def make_long_story(changes: int, source: Source | None = None) -> Article:
    """An article that changed so many times, an hour apart: one change and its copies."""
    texts = (
        make_text("Tide", "The tide is in, and the boats are out."),
        make_text("Tide", "The tide is out."),
    )
    article = make_story(texts, source, every=timedelta(hours=1))
    first = article.changes.get()
    Change.objects.bulk_create(_later(first, number) for number in range(2, changes + 1))
    Article.objects.filter(pk=article.pk).update(changes_count=changes)
    return article


def _later(change: Change, number: int) -> Change:
    later = copy(change)
    later.pk, later.number = None, number
    later.not_before += (number - 1) * timedelta(hours=1)
    later.not_after += (number - 1) * timedelta(hours=1)
    return later


def make_event(article: Article, kind: Event.Kind, at: datetime, detail: str = "") -> Event:
    return Event.objects.create(
        article=article, source_id=article.source_id, kind=kind, happened_at=at, detail=detail
    )
