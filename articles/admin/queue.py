"""What can be done to anything that is checked again and again."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

LAST_CHECK = ("last_checked_at", "last_outcome", "last_error", "next_check_at")
"""The columns that tell how the last check went."""


class QueueActions(admin.ModelAdmin):
    actions: Sequence[Any] = ["check_now", "pause", "resume"]
    resumable = Q(paused=True)

    @admin.action(description="Check now", permissions=["change"])
    def check_now(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        due = list(queryset.filter(paused=False))
        queryset.filter(pk__in=[row.pk for row in due]).update(next_check_at=timezone.now())
        for row in due:
            self.log_change(request, row, "To be checked now.")
        messages.success(request, f"{len(due)} will be checked by the next free worker.")
        if skipped := queryset.filter(paused=True).count():
            messages.warning(request, f"{skipped} stay paused; resume them first.")

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            row.pause()
            self.log_change(request, row, "Paused.")
        messages.success(request, "Paused: not checked until resumed.")

    @admin.action(description="Resume", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset.filter(self.resumable):
            row.resume(timezone.now())
            self.log_change(request, row, "Resumed.")
        messages.success(request, "Resumed: due at once.")
