"""The desk: what is polled, how it went, and what an editor can do about it."""

from django.contrib import admin

from . import alerts, articles, audit, candidates, feeds, furniture, hosts, logging_in, sources

__all__ = [
    "alerts",
    "articles",
    "audit",
    "candidates",
    "feeds",
    "furniture",
    "hosts",
    "logging_in",
    "sources",
]

admin.site.site_header = admin.site.site_title = "Stet"
admin.site.index_title = "Desk"
admin.site.login_form = logging_in.LoginForm
admin.site.login_template = "admin/articles/login.html"
