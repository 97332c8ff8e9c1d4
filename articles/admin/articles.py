"""Articles and their versions: how the checks went; pausing, checking, hiding. Texts are never edited."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from articles.models import Article, Version
from articles.pipeline import add_article

from .adding import AddedByAddress
from .hiding import HideActions
from .permissions import KeptByTheRules, NeverDeleted
from .queue import LAST_CHECK, QueueActions


@admin.register(Article)
class ArticleAdmin(AddedByAddress, QueueActions, HideActions, NeverDeleted):
    actions = [*QueueActions.actions, *HideActions.actions]
    list_display = [
        "__str__",
        "source",
        *LAST_CHECK,
        "versions_count",
        "paused",
        "hidden_at",
    ]
    list_filter = ["last_outcome", "paused", ("hidden_at", admin.EmptyFieldListFilter), "source"]
    list_select_related = ["source"]
    search_fields = ["headline", "url"]
    show_full_result_count = False
    fields = readonly_fields = (
        "headline",
        "source",
        "feed",
        "url",
        "fetch_url",
        "first_seen_at",
        "last_checked_at",
        "last_outcome",
        "last_error",
        "failures",
        "next_check_at",
        "interval",
        "checks_count",
        "versions_count",
        "changes_count",
        "removed_at",
        "paused",
        "hidden_at",
        "hidden_reason",
    )

    def add(self, values: dict[str, Any]) -> models.Model:
        return add_article(values["url"])


@admin.register(Version)
class VersionAdmin(HideActions, KeptByTheRules):
    list_display = ["__str__", "headline", "first_seen_at", "words_count", "hidden_at"]
    list_filter = [("hidden_at", admin.EmptyFieldListFilter)]
    search_fields = ["headline", "article__url"]
    show_full_result_count = False
    fields = readonly_fields = (
        "article",
        "number",
        "headline",
        "running_text",
        "first_seen_at",
        "fingerprint",
        "words_count",
        "hidden_at",
        "hidden_reason",
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Version]:
        """Lists need no texts."""
        return super().get_queryset(request).defer("packed")

    @admin.display(description="text")
    def running_text(self, version: Version) -> str:
        return version.text.running
