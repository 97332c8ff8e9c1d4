"""Latest changes, sources, and one source."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Source
from articles.publishing import Cursor, find_source, latest_changes
from articles.publishing.answering import public


@public
def front(request: HttpRequest) -> HttpResponse:
    cursor = _cursor(request)
    page = latest_changes(cursor)
    context = {"page": page, "first": cursor is None}
    if not page.days:
        context["sources"] = Source.objects.prefetch_related("feeds")
    return render(request, "articles/front.html", context)


@public
def sources(request: HttpRequest) -> HttpResponse:
    return render(request, "articles/sources.html", {"sources": Source.objects.prefetch_related("feeds")})


@public
def source(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_source(slug)
    cursor = _cursor(request)
    context = {"source": found, "page": latest_changes(cursor, found), "first": cursor is None}
    return render(request, "articles/source.html", context)


def _cursor(request: HttpRequest) -> Cursor | None:
    before = request.GET.get("before")
    return Cursor.parse(before) if before else None
