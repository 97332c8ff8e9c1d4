"""Rows that are kept by the rules and only read here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse


class OnlyRead(admin.ModelAdmin):
    """Its page has no field to write in, and so no button to save; actions are in the list."""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        buttons = ("show_save", "show_save_and_continue", "show_save_and_add_another")
        context |= dict.fromkeys(buttons, False)
        return super().render_change_form(request, context, *args, **kwargs)


class NeverDeleted(OnlyRead):
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KeptByTheRules(NeverDeleted):
    """Never added by hand either."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


def may_write_rules(request: HttpRequest) -> bool:
    """Selectors and patterns decide what counts as a text, for a whole source: they are a superuser's."""
    return bool(getattr(request.user, "is_superuser", False))
