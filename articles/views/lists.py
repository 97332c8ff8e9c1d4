"""Latest changes, sources, and one source."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from articles.models import Source
from articles.publishing import (
    PERIODS,
    BadFilter,
    Cursor,
    Filter,
    Page,
    figures_of,
    find_source,
    latest_changes,
    month_of_each,
    narrowed,
    offered_sources,
    plot_of,
    read_filter,
    tell,
    tell_feeds,
    tell_health,
)
from articles.publishing.answering import public


@public
def front(request: HttpRequest) -> HttpResponse:
    def more(page: Page, first: bool) -> dict[str, Any]:
        return {"sources": Source.objects.prefetch_related("feeds")} if first and not page.days else {}

    return _list(request, "articles/front.html", None, more)


@public
def sources(request: HttpRequest) -> HttpResponse:
    listed = list(Source.objects.prefetch_related("feeds"))
    months = month_of_each(listed, timezone.now())
    told = [(source, months[source.pk], tell_feeds(list(source.feeds.all()))) for source in listed]
    return render(request, "articles/sources.html", {"sources": told})


@public
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Its figures stand on the first page of all its changes."""
    found = find_source(slug)

    def more(_page: Page, first: bool) -> dict[str, Any]:
        return _figures(found) if first else {}

    return _list(request, "articles/source.html", found, more)


def _list(
    request: HttpRequest,
    template: str,
    source: Source | None,
    more: Callable[[Page, bool], dict[str, Any]],
) -> HttpResponse:
    """A page of changes as its address asks for them. `more` is shown beside a page; it is told whether that is the
    first of all changes.
    """
    try:
        chosen = read_filter(request.GET, source)
    except BadFilter as bad:
        context = _filters(bad.understood, source) | {"problems": bad.problems}
        return render(request, template, context, status=400)
    if any("" in values for _, values in request.GET.lists()):  # a form sends its empty fields too
        return redirect(f"{request.path}?{chosen.query}" if chosen.query else request.path)
    cursor = Cursor.asked_for(request.GET)
    page = latest_changes(narrowed(chosen, timezone.now(), source), cursor)
    context = _filters(chosen, source) | {"page": page, "first": cursor is None}
    context |= more(page, cursor is None and not chosen.query)
    return render(request, template, context)


def _filters(chosen: Filter, source: Source | None) -> dict[str, Any]:
    offered = [] if source else offered_sources(chosen)
    return {"filter": chosen, "source": source, "offered": offered, "periods": PERIODS}


def _figures(source: Source) -> dict[str, Any]:
    now = timezone.now()
    figures = figures_of(source, now)
    return {
        "feeds": figures.feeds,
        "health": tell_health(figures),
        "figures": tell(figures),
        "plot": plot_of(figures.days, now.date()),
    }
