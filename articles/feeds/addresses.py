"""The feeds, by their addresses."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from articles.models import Source
from articles.publishing import (
    FORMATS,
    BadFilter,
    feed_address,
    find_article,
    find_source,
    narrowed,
    read_filter,
    read_search,
)
from articles.publishing.answering import public
from articles.publishing.limiting import limited
from articles.search import QueryError

from .answering import answer, newest
from .channel import LONGEST, Channel
from .describing import diffs, passages
from .finding import Found

LONGEST_OF_ARTICLE = 20


@public
def latest(request: HttpRequest, form: str) -> HttpResponse:
    title, about = "Stet: latest changes", "What news sites changed in articles that they had published"
    return _of_list(request, form, None, title, about)


@public
def of_source(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    source = find_source(slug)
    title, about = f"{source.name}: changes", f"What {source.name} changed in articles that it had published"
    return _of_list(request, form, source, title, about)


@public
def of_article(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    article = find_article(pk)
    channel = Channel(
        title=f"Changes: {article}",
        about=f"What {article.source.name} changed in this article, with every word.",
        page=article.get_absolute_url(),
        feed=feed_address(FORMATS[form], "article-feed", pk),
        describe=diffs,
        longest=LONGEST_OF_ARTICLE,
    )
    return answer(request, FORMATS[form], channel, newest(article.changes.all(), channel.longest))


@public
@limited
def of_search(request: HttpRequest, form: str) -> HttpResponse:
    """The changes that brought what is searched for, or took it out, with the passages that have it.

    A query that cannot be answered is refused in words. The index is asked at every poll, so that what is hidden is
    gone at the next one: by one query, or two where sources are named.
    """
    asked = read_search(request.GET)
    try:
        found = Found(asked.understood(), LONGEST)
    except QueryError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    channel = Channel(
        title=f"Stet: {asked.told}",
        about=f"Changes that brought the words, or took them out: {asked.told}.",
        page=f"{reverse('search')}?{asked.query}",
        feed=feed_address(FORMATS[form], "search-feed", query=asked.query),
        describe=partial(passages, found),
    )
    return answer(request, FORMATS[form], channel, found.shown)


def _of_list(request: HttpRequest, form: str, source: Source | None, title: str, about: str) -> HttpResponse:
    """The feed beside a list: it has what that shows at the same query. A bad query is refused in words."""
    try:
        chosen = read_filter(request.GET, source)
    except BadFilter as bad:
        return HttpResponse("\n".join(bad.problems), status=400, content_type="text/plain; charset=utf-8")
    page = source.get_absolute_url() if source else reverse("front")
    name, args = ("source-feed", [source.slug]) if source else ("feed", [])
    channel = Channel(
        title=f"{title} ({chosen.told})" if chosen.told else title,
        about=f"{about}: {chosen.told}." if chosen.told else f"{about}.",
        page=f"{page}?{chosen.query}" if chosen.query else page,
        feed=feed_address(FORMATS[form], name, *args, query=chosen.query),
        describe=diffs,
    )
    changes = narrowed(chosen, timezone.now(), source)
    return answer(request, FORMATS[form], channel, newest(changes, channel.longest))
