"""What was done at the desk and by commands, by whom and when; what was read again, and why: to be read only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from articles.models import AuditEntry, Reextraction

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


@admin.register(AuditEntry)
class AuditLog(KeptByTheRules):
    """Every action, newest first; nobody can change or delete one here."""

    fields = readonly_fields = list_display = ("action_time", "user", "done", "thing", "object_id", "kind")
    list_filter = [
        "action_time",
        ("user", admin.RelatedOnlyFieldListFilter),
        ("content_type", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message"]
    show_full_result_count = False
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return super().get_queryset(request).select_related("user", "content_type")

    @admin.display(description="what was done")
    def done(self, entry: AuditEntry) -> str:
        return entry.get_change_message() or entry.get_action_flag_display()

    @admin.display(description="to")
    def thing(self, entry: AuditEntry) -> str:
        return entry.object_repr

    @admin.display(description="kind")
    def kind(self, entry: AuditEntry) -> str:
        return entry.content_type.name if entry.content_type else ""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
