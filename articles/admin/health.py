"""How all sources do, on one page: polls, reasons in words, what is held, what robots.txt forbade, what was spent."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from articles.models import Candidate, Source
from articles.publishing import figures_of, tell, tell_feed, tell_health
from articles.versioning import Outcome

from .desk import DeskPages, list_of

ON_A_PAGE = 20
"""Sources, each of which costs six queries."""
FIRST_FIGURES = {"New articles", "Budget", "Last checks"}
"""Those that say whether a source does as usual; the others are folded."""


class HealthPage(DeskPages):
    """The admin of sources, with a page on all of them beside the list."""

    def get_urls(self) -> list[URLPattern]:
        page = path("health/", self.admin_site.admin_view(self.health_view), name="articles_source_health")
        return [page, *super().get_urls()]

    def health_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        page = Paginator(Source.objects.prefetch_related("feeds"), ON_A_PAGE).get_page(
            request.GET.get("page")
        )
        held = _held_by_kind(page.object_list)
        told = [_told(source, held.get(source.pk, [])) for source in page.object_list]
        return self.desk_page(request, "health.html", "Health", page=page, sources=told)


def _told(source: Source, held: list[dict[str, Any]]) -> dict[str, Any]:
    figures = figures_of(source, timezone.now())
    summary, *warnings = tell_health(figures)
    lines = tell(figures)
    return {
        "source": source,
        "summary": summary,
        "warnings": warnings,
        "feeds": [(feed, tell_feed(feed)) for feed in figures.feeds],
        "first": [line for line in lines if line.label in FIRST_FIGURES],
        "more": [line for line in lines if line.label not in FIRST_FIGURES],
        "held": held,
        "forbidden": figures.sample.forbidden,
        "forbidden_list": list_of("article", source__id__exact=source.pk, last_outcome=Outcome.FORBIDDEN),
    }


def _held_by_kind(sources: Iterable[Source]) -> dict[int, list[dict[str, Any]]]:
    """What waits for another sight or the desk: by source, a count and the list of each kind."""
    rows = Candidate.objects.held().filter(source__in=[source.pk for source in sources])
    found: dict[int, list[dict[str, Any]]] = {}
    for pk, kind, count in rows.values_list("source", "kind").annotate(count=Count("pk")).order_by("kind"):
        listed = list_of("candidate", source__id__exact=pk, kind__exact=kind)
        found.setdefault(pk, []).append({"kind": kind, "count": count, "list": listed})
    return found
