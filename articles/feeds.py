"""RSS 2.0 feeds of changes: of everything, of one source, of one article.

An article's feed carries each diff whole, newest first, as far as ROOM goes; the rest and the other feeds carry the
stored excerpt, as lists do.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import http_date

from articles.models import Change
from articles.models.change import ChangeQuerySet
from articles.publishing import diffs_of, find_article, find_source, legible, lines_of
from articles.publishing.answering import public
from articles.publishing.compressing import accepts_gzip

LONGEST = 50
LONGEST_OF_ARTICLE = 20
ROOM = 240_000
"""Characters of the texts that one answer of an article's feed compares: about 0.6 s of English prose."""
BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed's own facts. `describe` gives each change's description as HTML, in order; `longest` counts items."""

    title: str
    about: str
    page: str
    address: str
    describe: Callable[[Sequence[Change]], list[str]]
    longest: int = LONGEST


@public
def latest(request: HttpRequest) -> HttpResponse:
    about = "What news sites changed in articles that they had published."
    channel = Channel("Stet: latest changes", about, reverse("front"), reverse("feed"), _excerpts)
    return _answer(request, channel, Change.objects.all())


@public
def of_source(request: HttpRequest, slug: str) -> HttpResponse:
    source = find_source(slug)
    title, about = f"{source.name}: changes", f"What {source.name} changed in articles that it had published."
    channel = Channel(title, about, source.get_absolute_url(), reverse("source-feed", args=[slug]), _excerpts)
    return _answer(request, channel, source.changes.all())


@public
def of_article(request: HttpRequest, pk: int) -> HttpResponse:
    article = find_article(pk)
    channel = Channel(
        title=f"Changes: {article}",
        about=f"What {article.source.name} changed in this article, with every word.",
        page=article.get_absolute_url(),
        address=reverse("article-feed", args=[pk]),
        describe=_diffs,
        longest=LONGEST_OF_ARTICLE,
    )
    return _answer(request, channel, article.changes.all())


def _answer(request: HttpRequest, channel: Channel, changes: ChangeQuerySet) -> HttpResponse:
    """The feed, or 304 where the reader has it: decided on the rows alone, before anything is compared."""
    shown, dated = _newest(changes, channel.longest)
    etag = _etag(channel, shown, accepts_gzip(request))
    modified = int(shown[0].not_after.timestamp()) if dated else None
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = HttpResponse(_render(channel, shown), content_type="application/rss+xml; charset=utf-8")
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    return response


def _newest(changes: ChangeQuerySet, longest: int) -> tuple[Sequence[Change], bool]:
    """The newest that may be shown, and whether their feed has a date.

    While a hidden row stands in their range it has none, only an ETag: a reader that asks by date would keep what
    was withheld. Both are one query.
    """
    visible = changes.visible().newest_first()
    end = Subquery(visible.values("not_after")[longest - 1 : longest])
    hidden = changes.filter(hidden=True, not_after__gte=Coalesce(end, BEGINNING))
    shown = list(visible.annotate(beside_hidden=Exists(hidden))[:longest])
    return shown, bool(shown) and not shown[0].beside_hidden


def _etag(channel: Channel, shown: Sequence[Change], compressed: bool) -> str:
    """Over everything that items are made of, and their coding; texts of versions never change."""
    told = [
        [c.pk, c.not_after.isoformat(), c.headline, c.summary, c.excerpt, c.flapping, c.minor] for c in shown
    ]
    state = json.dumps([settings.PUBLIC_URL, channel.title, channel.about, told, compressed])
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'


def _render(channel: Channel, shown: Sequence[Change]) -> str:
    feed = Rss201rev2Feed(
        title=legible(channel.title),
        link=settings.PUBLIC_URL + channel.page,
        description=legible(channel.about),
        feed_url=settings.PUBLIC_URL + channel.address,
        language="en",
    )
    for change, description in zip(shown, channel.describe(shown), strict=True):
        feed.add_item(**_item(change, legible(description)))
    return feed.writeString("utf-8")


def _item(change: Change, description: str) -> dict[str, Any]:
    headline = change.headline or change.old_headline or "(without a headline)"
    return {
        "title": legible(f"{headline}: {change.summary}" if change.summary else headline),
        "link": settings.PUBLIC_URL + change.get_absolute_url(),
        "description": description,
        "unique_id": _guid(change),
        "unique_id_is_permalink": False,
        "pubdate": change.not_after,
    }


def _guid(change: Change) -> str:
    """A tag URI (RFC 4151). It names the change and not its address, so that it stays when paths move; it begins with
    the public URL's host, and is another one's when Stet moves to another host.
    """
    authority = f"{urlsplit(settings.PUBLIC_URL).hostname},{change.not_after:%Y-%m-%d}"
    return f"tag:{authority}:articles/{change.article_id}/changes/{change.number}"


def _excerpts(changes: Sequence[Change]) -> list[str]:
    prefetch_related_objects(changes, "source")
    return [render_to_string("articles/_feed_excerpt.html", {"line": line}) for line in lines_of(changes)]


def _diffs(changes: Sequence[Change]) -> list[str]:
    prefetch_related_objects(changes, "source", "from_version__base", "to_version__base")
    return [
        render_to_string(
            "articles/_feed_diff.html", {"line": line, "stretches": stretches, "site": settings.PUBLIC_URL}
        )
        for line, stretches in zip(lines_of(changes), diffs_of(changes, ROOM), strict=True)
    ]
