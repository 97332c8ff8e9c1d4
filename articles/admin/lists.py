"""Subscriptions as lists (OPML): imported from other programs, exported to them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone

from articles.discovery import LONGEST_OPML, MAX_FEEDS
from articles.models import Feed
from articles.pipeline import Imported, NotAdded, import_opml
from articles.publishing import subscriptions

from .desk import DeskPages, posted


class ImportForm(forms.Form):
    file = forms.FileField(
        label="OPML file",
        help_text=f"As feed readers export it: {MAX_FEEDS} feeds at most. Nothing is fetched now.",
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LONGEST_OPML:
            raise forms.ValidationError(f"The list has more than {LONGEST_OPML} bytes.")
        body: bytes = file.read()
        return body


class KeptInLists(DeskPages):
    """Import and export of all sources."""

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        own = [
            path("import/", guarded(self.import_view), name="articles_source_import"),
            path("export/", guarded(self.export_view), name="articles_source_export"),
        ]
        return [*own, *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ImportForm(posted(request), request.FILES or None)
        found: list[Imported] = []
        if request.method == "POST" and form.is_valid():
            try:
                for imported in import_opml(form.cleaned_data["file"], timezone.now()):
                    found.append(imported)
                    self._note(request, imported.feed)
            except NotAdded as error:
                form.add_error("file", str(error))
            else:
                _tell(request, found)
        more: dict[str, Any] = {"form": form, "found": found}
        return self.desk_page(request, "import.html", "Import feeds", **more)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        headers = {"Content-Disposition": 'attachment; filename="stet.opml"'}
        return HttpResponse(subscriptions(), content_type="text/x-opml; charset=utf-8", headers=headers)

    def _note(self, request: HttpRequest, feed: Feed | None) -> None:
        if feed is not None:
            self.log_addition(request, feed.source, [{"added": {"name": "feed", "object": str(feed.url)}}])


def _tell(request: HttpRequest, found: list[Imported]) -> None:
    added = sum(one.outcome == "added" for one in found)
    messages.success(request, f"{added} of {len(found)} feeds of the list were added.")
