"""The site itself: what it is, how it is, and what robots may read."""

from django import db
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from articles.publishing import Cursor, broker_fault, examine, exposition, latest_notices
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
    cursor = Cursor.asked_for(request.GET)
    context = {"notices": latest_notices(cursor), "first": cursor is None}
    return render(request, "articles/notices.html", context)


@require_safe
@never_cache
def health(_request: HttpRequest) -> JsonResponse:
    """503 with the reason where it does not do its work."""
    try:
        state = examine(timezone.now())
    except db.Error:
        return JsonResponse({"status": "failing", "reason": "the database cannot be reached."}, status=503)
    fault = broker_fault()
    problem = "the broker does not answer." if fault else state.problem  # why, is for who runs it: see doctor
    figures = {
        "status": "failing" if problem else "ok",
        "reason": problem,
        "database": "ok",
        "broker": "failing" if fault else "ok",
        "oldest_due_seconds": round(state.oldest_due.total_seconds()) if state.oldest_due else None,
        "last_successful_poll": state.last_successful_poll,
    }
    return JsonResponse(figures, status=503 if problem else 200)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus: who has the token, and staff. 403 in words for others, 503 without a database."""
    if not _may_read_metrics(request):
        told = "For staff, and for who sends STET_METRICS_TOKEN: Authorization: Bearer TOKEN.\n"
        return HttpResponse(told, status=403, content_type="text/plain; charset=utf-8")
    try:
        return HttpResponse(exposition(timezone.now()), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    except db.Error:
        return HttpResponse(
            "The database cannot be reached.\n", status=503, content_type="text/plain; charset=utf-8"
        )


def _may_read_metrics(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    sent = request.headers.get("Authorization", "")
    if token and constant_time_compare(sent, f"Bearer {token}"):
        return True
    return request.user.is_authenticated and request.user.is_staff


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    neighbours = [(number, number + 1) for number in NEIGHBOURS]
    return render(request, "articles/robots.txt", {"neighbours": neighbours}, content_type="text/plain")
