"""Search in all texts, and in what was added to them or removed."""

import re
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from articles.models import Source
from articles.publishing import BadCursor, Filter, Search, offered_sources, read_search
from articles.publishing.answering import public
from articles.search import LAST_KEY, QueryError
from articles.search import search as find

KEY = re.compile("[0-9]{1,19}")


@public
def search(request: HttpRequest) -> HttpResponse:
    """The words of the address, `q`, or the form alone where there are none; an article's address is looked up.

    `before` is the place of the last passage of the page before.
    """
    asked = read_search(request.GET)
    if asked.is_address:
        return redirect(f"{reverse('lookup')}?{urlencode({'url': asked.words})}")
    if _says_nothing(request, asked):
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


def _says_nothing(request: HttpRequest, asked: Search) -> bool:
    """Whether a part of the address does: a form sends its empty fields, and "all text", too."""
    return any("" in values for _, values in request.GET.lists()) or request.GET.get("in", "") != asked.scope


def _offered(asked: Search) -> list[Source]:
    chosen = Source.objects.filter(slug=asked.source) if asked.source else ()
    return offered_sources(Filter(sources=tuple(chosen)))
