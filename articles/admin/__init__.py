"""The desk: what is polled, how it went, and what an editor can do about it."""

from django.contrib import admin

from . import articles, feeds, hosts, sources

__all__ = ["articles", "feeds", "hosts", "sources"]

admin.site.site_header = admin.site.site_title = "Stet"
admin.site.index_title = "Desk"
