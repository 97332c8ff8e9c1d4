"""Adding a source in two steps: a look at what is there, and then what was seen is added as it was fetched."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from articles.discovery import known_feeds, site_of
from articles.models import Feed, Preview, Source
from articles.pipeline import NotAdded, add_previewed, look_at
from articles.publishing import number

from .adding import AddForm
from .desk import DeskPages, posted


class KeepForm(forms.Form):
    """What becomes of the feed that was looked at."""

    source = forms.ModelChoiceField(
        Source.objects.none(),
        required=False,
        empty_label="A new source",
        help_text="Or a source that this site has already: then it gets one more feed.",
    )
    name = forms.CharField(
        required=False, max_length=200, help_text="Of a new source; else the feed's own title."
    )
    slug = forms.SlugField(
        required=False, max_length=80, help_text="For its address here; else made from the name."
    )

    def __init__(self, *args: Any, preview: Preview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Source.objects.filter(site=site_of(preview.answer["site"]))
        if known:
            choice: Any = self.fields["source"]
            choice.queryset, self.initial["source"] = known, known[0].pk
        else:
            del self.fields["source"]
        self.fields["name"].widget.attrs["placeholder"] = preview.seen["title"]


class AddedAfterALook(DeskPages):
    """The add page of sources."""

    def get_urls(self) -> list[URLPattern]:
        found = path(
            "look/<uuid:token>/", self.admin_site.admin_view(self.found_view), name="articles_source_look"
        )
        return [found, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Step one: the address. Nothing is added by it."""
        self._refuse_others(request)
        form = AddForm(posted(request), initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            try:
                preview = look_at(form.cleaned_data["url"], request.user.get_username())
                return redirect("admin:articles_source_look", token=preview.token)
            except NotAdded as error:
                form.add_error("url", str(error))
        polled = set(
            Feed.objects.values_list("url", flat=True).filter(url__in=[one.url for one in known_feeds()])
        )
        offered = [(feed, feed.url in polled) for feed in known_feeds()]
        more: dict[str, Any] = {"form": form, "offered": offered, "is_empty": not Source.objects.exists()}
        return self.desk_page(request, "look.html", "Add a source", **more)

    def found_view(self, request: HttpRequest, token: UUID) -> HttpResponse:
        """Step two: what was seen, and the adding of it."""
        self._refuse_others(request)
        preview = Preview.objects.fresh(timezone.now()).filter(token=token).first()
        if preview is None:
            messages.warning(request, "That look is an hour old or was added since; look again.")
            return redirect("admin:articles_source_add")
        form = KeepForm(posted(request), preview=preview)
        if request.method == "POST" and form.is_valid():
            try:
                return self._kept(request, add_previewed(preview, **form.cleaned_data))
            except NotAdded as error:
                form.add_error(None, str(error))
        title = preview.seen["title"] or preview.feed_url
        return self.desk_page(request, "found.html", title, form=form, preview=preview, seen=preview.seen)

    def _kept(self, request: HttpRequest, feed: Feed) -> HttpResponseRedirect:
        self.log_addition(request, feed.source, [{"added": {"name": "feed", "object": str(feed.url)}}])
        due = number(feed.articles.count(), "article")
        messages.success(request, f"Added {feed.source} with {feed.url}: {due} due for a first check.")
        return HttpResponseRedirect(reverse("admin:articles_source_change", args=[feed.source_id]))

    def _refuse_others(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied
