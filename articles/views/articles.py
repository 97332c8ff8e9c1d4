"""One article: its history, its versions, and the differences between them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.models import Version
from articles.publishing import (
    compare_versions,
    find_article,
    find_version,
    find_versions,
    history_of,
    parse_moment,
    robots_may_index,
    text_of,
)
from articles.publishing.answering import public


@public
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """`until`, a time in the address, leads to what happened before the latest moments."""
    found = find_article(pk)
    until = request.GET.get("until")
    history = history_of(found, parse_moment(until) if until else None)
    return render(
        request, "articles/article.html", {"article": found, "history": history, "first": not until}
    )


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
    whole = request.GET.get("text") == "all"
    comparison = compare_versions(found, pair[0], pair[1], _change_asked(request), fold=not whole)
    context = {
        "article": found,
        "comparison": comparison,
        "view": request.GET.get("view") if request.GET.get("view") in ("inline", "side") else "auto",
        "whole": whole,
        "noindex": not robots_may_index(comparison),
    }
    return render(request, "articles/diff.html", context)


@public
def choose_diff(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the form "compare other versions" leads."""
    older, newer = request.GET.get("older", ""), request.GET.get("newer", "")
    if not (_is_number(older) and _is_number(newer)):
        raise Http404("no two versions were named")
    return redirect("diff", pk, int(older), int(newer))


def _standing(version: Version) -> Version:
    return version.superseded_by or version


def _change_asked(request: HttpRequest) -> int | None:
    asked = request.GET.get("change")
    if asked is None:
        return None
    if not _is_number(asked):
        raise Http404("no change has this number")
    return int(asked)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10
