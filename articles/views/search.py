"""Search in all texts, and in what was added to them or removed."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from articles.models import Source
from articles.publishing import BadCursor, Filter, Search, legible, offered_sources, read_search
from articles.publishing.answering import public
from articles.publishing.limiting import limited
from articles.search import LAST_KEY, QueryError
from articles.search import search as find

KEY = re.compile("[0-9]{1,19}")


@public
@limited
def search(request: HttpRequest) -> HttpResponse:
    """The words of the address, `q`, or the form alone where there are none; an article's address is looked up.

    What may be written in several ways is led to one, where the form and the words agree.
    `before` is the place of the last passage of the page before.
    """
    asked = read_search(request.GET)
    if asked.is_address:
        return redirect(f"{reverse('lookup')}?{urlencode({'url': asked.words})}")
    if not _is_as_written(request, asked):
        return redirect(f"{request.path}?{asked.query}" if asked.query else request.path)
    context = {"asked": asked, "scope": asked.scope, "offered": _offered(asked)}
    if not asked.words:
        return render(request, "articles/search.html", context)
    try:
        query = asked.understood()
        page = find(query, _below(request))
    except QueryError as error:
        return render(request, "articles/search.html", context | {"error": str(error)}, status=400)
    context |= {"page": page, "scope": query.scope.value, "first": "before" not in request.GET}
    return render(request, "articles/search.html", context)


def _below(request: HttpRequest) -> int:
    before = request.GET.get("before")
    if before is None:
        return LAST_KEY
    if not KEY.fullmatch(before):
        raise BadCursor(before)
    return int(before)


def _is_as_written(request: HttpRequest, asked: Search) -> bool:
    """Whether the address says what is asked in our way: a form sends its empty fields, and "all text", too."""
    told = {"q": asked.words, "in": asked.scope, "headlines": asked.headlines}
    given = {name: legible(request.GET.get(name, "")).strip() for name in told}
    return given == told and not any("" in values for _, values in request.GET.lists())


def _offered(asked: Search) -> list[Source]:
    chosen = Source.objects.filter(slug=asked.source) if asked.source else ()
    return offered_sources(Filter(sources=tuple(chosen)))
