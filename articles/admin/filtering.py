"""What a feed leaves out: patterns, beside what they would have made of its last poll."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from articles.discovery import PARTS, WAYS, BadFilters, EntryFilters
from articles.models import Feed
from articles.pipeline import NotRead, filtered_last_poll

from .desk import DeskPages, lines_of, posted

SAID = {"url": "Address", "title": "Title", "category": "Category"}


class FiltersForm(forms.Form):
    """Six lists of patterns; `cleaned_data["filters"]` as a feed keeps them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for way in WAYS:
            for part in PARTS:
                area = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "wrap": "off"})
                self.fields[f"{way}_{part}"] = forms.CharField(
                    required=False, widget=area, label=SAID[part], strip=False
                )

    @property
    def ways(self) -> list[tuple[str, list[Any]]]:
        return [(way, [self[f"{way}_{part}"] for part in PARTS]) for way in WAYS]

    def clean(self) -> dict[str, Any]:
        lists = {
            way: {
                part: lines
                for part in PARTS
                if (lines := lines_of(self.cleaned_data.get(f"{way}_{part}", "")))
            }
            for way in WAYS
        }
        filters = {way: parts for way, parts in lists.items() if parts}
        try:
            EntryFilters.parse(filters)
        except BadFilters as error:
            self.add_error(f"{error.way}_{error.part}", f"Pattern {error.line}: {error.what}")
        return {**self.cleaned_data, "filters": filters}


def initial_of(filters: dict[str, dict[str, list[str]]]) -> dict[str, str]:
    return {f"{way}_{part}": "\n".join(filters.get(way, {}).get(part, ())) for way in WAYS for part in PARTS}


class FilteredHere(DeskPages):
    """The page of a feed's filters."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.filters_view)
        return [path("<int:pk>/filters/", view, name="articles_feed_filters"), *super().get_urls()]

    def filters_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        feed: Feed = self.row_for_patterns(request, pk)
        form = FiltersForm(posted(request), initial=initial_of(feed.filters))
        filters = feed.filters
        if request.method == "POST" and form.is_valid():
            filters = form.cleaned_data["filters"]
            if "save" in request.POST:
                return self._save_filters(request, feed, filters)
        return self.desk_page(
            request, "filters.html", f"What {feed} leaves out", feed, form=form, **_poll(feed, filters)
        )

    def _save_filters(self, request: HttpRequest, feed: Feed, filters: dict[str, Any]) -> HttpResponse:
        Feed.objects.filter(pk=feed.pk).update(filters=filters)
        self.log_change(request, feed, f"Filters changed: {filters or 'none any more'}")
        messages.success(request, "Saved: the next poll goes by it. Articles that are tracked stay.")
        return redirect("admin:articles_feed_filters", pk=feed.pk)


def _poll(feed: Feed, filters: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"poll": filtered_last_poll(feed, EntryFilters.parse(filters))}
    except NotRead as error:
        return {"not_read": str(error)}
    except BadFilters as error:
        return {"not_read": f"The filters that are stored cannot be used: {error}"}
