"""Feeds: how their polls went."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from articles.discovery import PARTS, WAYS
from articles.models import Feed, Source
from articles.pipeline import add_feed

from .adding import AddedByAddress, AddForm
from .filtering import FilteredHere
from .permissions import OnlyRead, may_write_rules
from .queue import LAST_CHECK, QueueActions


class AddFeedForm(AddForm):
    source = forms.ModelChoiceField(Source.objects.all())

    field_order = ["source", "url"]


@admin.register(Feed)
class FeedAdmin(AddedByAddress, FilteredHere, QueueActions, OnlyRead):
    change_form_template = "admin/articles/feed.html"
    add_form_class = AddFeedForm
    list_display = [
        "__str__",
        "source",
        *LAST_CHECK,
        "stopped",
        "paused",
    ]
    list_filter = ["kind", "last_outcome", ("stopped", admin.EmptyFieldListFilter), "paused", "source"]
    list_select_related = ["source"]
    search_fields = ["url", "title"]
    fields = readonly_fields = (
        "source",
        "url",
        "title",
        "kind",
        "host",
        "last_checked_at",
        "last_outcome",
        "last_error",
        "failures",
        "next_check_at",
        "asked_interval",
        "left_out",
        "missing_since",
        "moves",
        "stopped",
        "paused",
    )
    resumable = Q(paused=True) | ~Q(stopped="")

    @admin.display(description="permanent redirects")
    def moves(self, feed: Feed) -> str:
        if feed.moved_since is None:
            return ""
        since = f"{feed.moved_since:%Y-%m-%d %H:%M} UTC"
        if feed.has_moved:
            return f"led here, for good, on {since}"
        return f"lead to {feed.moved_to} since {since} ({feed.moved_times} polls)"

    @admin.display(description="leaves out")
    def left_out(self, feed: Feed) -> str:
        """Its filters, a list a line."""
        lists = ((way, part, feed.filters.get(way, {}).get(part)) for way in WAYS for part in PARTS)
        return (
            "\n".join(f"{way} by {part}: {'  '.join(found)}" for way, part, found in lists if found)
            or "nothing"
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_write_rules"] = may_write_rules(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def add(self, values: dict[str, Any]) -> models.Model:
        return add_feed(values["url"], values["source"])
