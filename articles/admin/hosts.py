"""Hosts: whom Stet waits for, what robots.txt says, and what it forbids. Read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from articles.models import Article, Feed, Host
from articles.versioning import Outcome

from .desk import list_of
from .permissions import KeptByTheRules


@admin.register(Host)
class HostAdmin(KeptByTheRules):
    change_form_template = "admin/articles/host.html"
    list_display = (
        "address",
        "free_at",
        "blocked_until",
        "robots_status",
        "robots_expires_at",
        "crawl_delay",
    )
    list_filter = ["robots_status"]
    search_fields = ["address"]
    fields = readonly_fields = (*list_display, "robots_txt")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Host]:
        """Lists need no robots.txt, which may have 500 KiB."""
        return super().get_queryset(request).defer("robots_txt")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what its robots.txt forbids."""
        host = kwargs["obj"]
        context["forbidden"] = [_forbidden(host, model) for model in (Feed, Article)]
        return super().render_change_form(request, context, *args, **kwargs)


def _forbidden(host: Host, model: type[Feed] | type[Article]) -> dict[str, Any]:
    """How many of its rows robots.txt forbade at their last visit, and the list of them."""
    wanted: dict[str, str | int] = {"host__id__exact": host.pk, "last_outcome": Outcome.FORBIDDEN}
    return {
        "count": model._default_manager.filter(**wanted).count(),
        "name": model._meta.verbose_name_plural,
        "list": list_of(str(model._meta.model_name), **wanted),
    }
