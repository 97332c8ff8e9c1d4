"""What was read again, by whom and why, and what came of it: to be read only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Reextraction

from .permissions import KeptByTheRules


@admin.register(Reextraction)
class ReextractionAdmin(KeptByTheRules):
    fields = readonly_fields = list_display = (
        *("started_at", "finished_at", "source", "article", "initiator", "reason"),
        *("articles_count", "readings_count", "superseded_count", "skipped_count"),
    )
    list_filter = ["source"]
    list_select_related = ["source", "article"]
    show_full_result_count = False
    ordering = ["-pk"]

    @admin.display(description="who", ordering="who")
    def initiator(self, entry: Reextraction) -> str:
        return entry.who or "by the rules"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
