"""One article: its history, its life, its versions, and the differences between them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.models import Article, Version
from articles.publishing import (
    BadPoint,
    Comparison,
    choices_of,
    compare_versions,
    find_article,
    find_version,
    find_versions,
    history_of,
    is_number,
    life_of,
    parse_moment,
    robots_may_index,
    text_of,
    versions_since,
)
from articles.publishing.answering import public


@public
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """`view=life` in the address is its whole life on one page, without what is gone if `ghosts=off`; else its
    history, of which `until`, a time, leads to what happened before the latest moments.
    """
    found = find_article(pk)
    if request.GET.get("view") == "life":
        return _show_life(request, found)
    until = request.GET.get("until")
    context = {
        "article": found,
        "history": history_of(found, parse_moment(until) if until else None),
        "choices": choices_of(found),
        "first": not until,
    }
    return render(request, "articles/article.html", context)


@public
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = find_article(pk)
    shown = find_version(found, number)
    if shown.superseded_by is not None:
        return redirect(shown.superseded_by)
    text, left_out = text_of(found, shown)
    context = {
        "article": found,
        "version": shown,
        "text": text,
        "left_out": left_out,
        "previous": number - 1 if number else None,
        "next": number + 1 if number + 1 < found.versions_count else None,
    }
    return render(request, "articles/version.html", context)


@public
def diff(request: HttpRequest, pk: int, older: int, newer: int) -> HttpResponse:
    """The reader's choices stand in the address: `view` (inline, side; else by the page's width), `text`
    (all; else changes) and `change`, which of several transitions between the same two texts is meant.
    """
    found = find_article(pk)
    pair = find_versions(found, older, newer)
    if any(version.superseded_by for version in pair):
        return redirect("diff", pk, *(_standing(version).number for version in pair))
    comparison = compare_versions(
        found, pair[0], pair[1], _change_asked(request), fold=not _wants_all(request)
    )
    return _show_diff(request, found, comparison, noindex=not robots_may_index(comparison))


@public
def since(request: HttpRequest, pk: int, point: str) -> HttpResponse:
    """All that changed from a version, or from the text that stood at a time, to the latest one."""
    found = find_article(pk)
    try:
        span = versions_since(found, point)
    except (BadPoint, Version.DoesNotExist):
        context = {"article": found, "point": point, "latest": found.versions_count - 1}
        return render(request, "articles/since_unknown.html", context, status=404)
    if span.older.superseded_by is not None:
        return redirect("since", pk, span.older.superseded_by.number)
    comparison = compare_versions(found, span.older, span.newer, fold=not _wants_all(request))
    return _show_diff(request, found, comparison, since=span, noindex=True)


@public
def choose_diff(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the form "compare other versions" leads."""
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    if not (is_number(older) and is_number(newer)):
        raise Http404("no two versions were named")
    return redirect("diff", pk, int(older), int(newer))


def _show_life(request: HttpRequest, found: Article) -> HttpResponse:
    ghosts = request.GET.get("ghosts") != "off"
    context = {"article": found, "life": life_of(found, ghosts), "ghosts": ghosts}
    return render(request, "articles/life.html", context)


def _show_diff(request: HttpRequest, found: Article, comparison: Comparison, **more: Any) -> HttpResponse:
    view = request.GET.get("view")
    context = {
        "article": found,
        "comparison": comparison,
        "choices": choices_of(found),
        "view": view if view in ("inline", "side") else "auto",
        "whole": _wants_all(request),
        "canonical": robots_may_index(comparison),
        **more,
    }
    return render(request, "articles/diff.html", context)


def _wants_all(request: HttpRequest) -> bool:
    return request.GET.get("text") == "all"


def _standing(version: Version) -> Version:
    return version.superseded_by or version


def _change_asked(request: HttpRequest) -> int | None:
    asked = request.GET.get("change")
    if asked is None:
        return None
    if not is_number(asked):
        raise Http404("no change has this number")
    return int(asked)
