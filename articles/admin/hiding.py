"""Hiding from the public, with a reason that the public reads."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone


class ReasonForm(ActionForm):
    reason = forms.CharField(required=False, max_length=500, label="Public reason, for hiding:")


class HideActions(admin.ModelAdmin):
    action_form = ReasonForm
    actions: Sequence[Any] = ["hide", "unhide"]

    @admin.action(description="Hide (needs the reason)", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        reason = request.POST.get("reason", "").strip()[:500]
        if not reason:
            messages.error(request, "Nothing was hidden: write the public reason beside the action.")
            return
        for row in queryset:
            row.hide(reason, timezone.now())
            self.log_change(request, row, f"Hidden: {reason}")
        messages.success(request, "Hidden: its addresses answer 451 with the reason.")

    @admin.action(description="Show again", permissions=["change"])
    def unhide(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset.exclude(hidden_at=None):
            row.unhide(timezone.now())
            self.log_change(request, row, "Shown again.")
        messages.success(request, "Shown again.")
