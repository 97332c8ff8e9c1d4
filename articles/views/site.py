"""The site itself: what it is, how it is, and what robots may read."""

from django import db
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from articles.publishing import Cursor, examine, latest_notices
from articles.publishing.answering import public

NEIGHBOURS = range(200)
"""The diffs `0/1` to `199/200` that robots.txt opens one by one: patterns cannot count."""


@require_safe
@cache_control(no_cache=True)
def about(request: HttpRequest) -> HttpResponse:
    contact = settings.FETCH_CONTACT
    context = {
        "contact": "" if contact.startswith(settings.PUBLIC_URL) else contact,
        "user_agent": settings.FETCH_USER_AGENT,
    }
    return render(request, "articles/about.html", context)


@public
def notices(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before")
    cursor = Cursor.parse(before) if before else None
    context = {"notices": latest_notices(cursor), "first": cursor is None}
    return render(request, "articles/notices.html", context)


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    now = timezone.now()
    try:
        state = examine(now)
    except db.Error:
        return JsonResponse({"status": "failing", "reason": "the database cannot be reached."}, status=503)
    figures = {
        "status": "failing" if state.problem else "ok",
        "reason": state.problem,
        "database": "ok",
        "oldest_due_seconds": round(state.oldest_due.total_seconds()) if state.oldest_due else None,
        "last_poll": state.last_poll,
    }
    return JsonResponse(figures, status=503 if state.problem else 200)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    neighbours = [(number, number + 1) for number in NEIGHBOURS]
    return render(request, "articles/robots.txt", {"neighbours": neighbours}, content_type="text/plain")
