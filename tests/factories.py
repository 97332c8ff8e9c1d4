"""Rows made as the pipeline makes them, without fetching."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F

from articles.diffing import assess, compare, excerpt
from articles.models import Article, Capture, Change, Event, Feed, Host, Source, Version
from articles.text import ArticleText, Block
from articles.versioning import fingerprint

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
GAP = timedelta(minutes=29)
"""Between the last check that saw the old text and the first that saw the new."""
_numbers = itertools.count(1)


def make_source(name: str = "The Harbour Post", **fields: Any) -> Source:
    slug = fields.pop("slug", f"source-{next(_numbers)}")
    home = fields.pop("home_url", f"https://{slug}.example/")
    return Source.objects.create(name=name, slug=slug, home_url=home, **fields)


def make_feed(source: Source, **fields: Any) -> Feed:
    url = fields.pop("url", f"{source.home_url}feed")
    return Feed.objects.create(source=source, url=url, host=Host.objects.for_url(url), **fields)


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
    """The page shows this text at that time: a version where it is new, and the change from the last."""
    capture = Capture.objects.append(
        article,
        at,
        repr(text).encode(),
        url=article.url,
        status=200,
        fingerprint=fingerprint(text),
        extractor_version=1,
    )
    version = article.versions.filter(fingerprint=fingerprint(text)).first()
    is_return = version is not None
    if version is None:
        version = Version.objects.append(article, article.versions.count(), text, capture)
    change = _change(article, version, capture, is_return) if article.current else None
    article.current, article.headline = version, text.headline
    article.versions_count = article.versions.count()
    article.last_seen_at = at
    article.save()
    return change


def _change(article: Article, version: Version, capture: Capture, is_return: bool) -> Change:
    old = article.current
    assert old is not None
    diff = compare(old.text, version.text)
    significance = assess(diff)
    article.changes_count += 1
    article.last_changed_at = capture.fetched_at
    Source.objects.filter(pk=article.source_id).update(changes_count=F("changes_count") + 1)
    return Change.objects.create(
        article=article,
        source_id=article.source_id,
        number=article.changes_count,
        from_version=old,
        from_number=old.number,
        to_version=version,
        to_number=version.number,
        capture=capture,
        not_before=capture.fetched_at - GAP,
        not_after=capture.fetched_at,
        is_return=is_return,
        old_headline=old.headline,
        headline=version.headline,
        words_added=diff.words_added,
        words_removed=diff.words_removed,
        score=significance.score,
        minor=significance.minor,
        silent=significance.silent,
        kinds=list(significance.kinds),
        reasons=list(significance.reasons),
        summary=significance.summary,
        excerpt=[list(piece) for piece in excerpt(diff)],
    )


def make_story(
    texts: Sequence[ArticleText], source: Source | None = None, every: timedelta = timedelta(hours=4)
) -> Article:
    """An article whose page showed these texts one after the other, from START on."""
    article = make_article(source)
    for number, text in enumerate(texts):
        show(article, text, START + number * every)
    return article


def make_event(article: Article, kind: Event.Kind, at: datetime, detail: str = "") -> Event:
    return Event.objects.create(
        article=article, source_id=article.source_id, kind=kind, happened_at=at, detail=detail
    )
