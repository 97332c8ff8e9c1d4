"""Rows that are kept by the rules and only read here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class NeverDeleted(admin.ModelAdmin):
    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KeptByTheRules(NeverDeleted):
    """Never added by hand either."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


def may_write_rules(request: HttpRequest) -> bool:
    """Selectors and patterns decide what counts as a text, for a whole source: they are a superuser's."""
    return bool(getattr(request.user, "is_superuser", False))
