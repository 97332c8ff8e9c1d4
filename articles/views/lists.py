"""Latest changes, sources, and one source."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from articles.models import Source
from articles.publishing import (
    Cursor,
    figures_of,
    find_source,
    latest_changes,
    month_of_each,
    plot_of,
    tell,
    tell_health,
)
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
    listed = list(Source.objects.prefetch_related("feeds"))
    months = month_of_each(listed, timezone.now())
    return render(
        request, "articles/sources.html", {"sources": [(source, months[source.pk]) for source in listed]}
    )


@public
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Its figures stand on the first page of its changes."""
    found = find_source(slug)
    cursor = _cursor(request)
    context = {"source": found, "page": latest_changes(cursor, found), "first": cursor is None}
    if cursor is None:
        context |= _figures(found)
    return render(request, "articles/source.html", context)


def _figures(source: Source) -> dict[str, Any]:
    now = timezone.now()
    figures = figures_of(source, now)
    return {
        "feeds": figures.feeds,
        "health": tell_health(figures),
        "figures": tell(figures),
        "plot": plot_of(figures.days, now.date()),
    }


def _cursor(request: HttpRequest) -> Cursor | None:
    before = request.GET.get("before")
    return Cursor.parse(before) if before else None
