"""Hosts: whom Stet waits for, and what robots.txt says. Read-only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from articles.models import Host


@admin.register(Host)
class HostAdmin(admin.ModelAdmin):
    list_display = (
        "address",
        "free_at",
        "blocked_until",
        "robots_status",
        "robots_expires_at",
        "crawl_delay",
    )
    search_fields = ["address"]
    fields = readonly_fields = (*list_display, "robots_txt")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
