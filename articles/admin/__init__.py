"""The desk: what is polled, how it went, and what an editor can do about it."""

from django.contrib import admin

from . import articles, audit, candidates, feeds, furniture, hosts, sources

__all__ = ["articles", "audit", "candidates", "feeds", "furniture", "hosts", "sources"]

admin.site.site_header = admin.site.site_title = "Stet"
admin.site.index_title = "Desk"
