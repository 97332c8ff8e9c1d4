"""Sources: added by the address of a site or feed, with their rules of extraction."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.extraction import BadRules, SiteRules
from articles.models import Feed, Source
from articles.pipeline import add_source

from .adding import AddedByAddress, AddForm
from .permissions import may_write_rules
from .queue import LAST_CHECK

FORTNIGHT = timedelta(days=14)


class AddSourceForm(AddForm):
    name = forms.CharField(required=False, max_length=200, help_text="Else the feed's own title.")
    slug = forms.SlugField(required=False, max_length=80, help_text="Else made from the name.")

    field_order = ["url", "name", "slug"]


class SourceForm(forms.ModelForm):
    home_url = forms.URLField(required=False, assume_scheme="https", max_length=2000)

    def clean_rules(self) -> dict[str, Any]:
        rules: dict[str, Any] = self.cleaned_data["rules"] or {}
        try:
            SiteRules.parse(rules)
        except BadRules as error:
            raise ValidationError(str(error)) from error
        return rules


class FeedInline(admin.TabularInline):
    model = Feed
    fields = readonly_fields = ("url", *LAST_CHECK)
    extra = 0
    show_change_link = True
    can_delete = False

    def has_add_permission(self, *args: Any, **kwargs: Any) -> bool:
        return False


@admin.register(Source)
class SourceAdmin(AddedByAddress):
    form = SourceForm
    add_form_class = AddSourceForm
    change_form_template = "admin/articles/source.html"
    list_display = ["name", "slug", "home_url", "articles_count", "changes_count", "rotten"]
    search_fields = ["name", "slug", "home_url"]
    readonly_fields = [
        *("slug", "rotten", "articles_count", "changes_count", "audits_count", "audit_mismatches_count"),
        *("changes_in_feed_count", "changes_hinted_count", "hints_count", "hints_right_count"),
        *("price", "priced_at"),
    ]
    fields = ["name", "home_url", "rules", "fetches_per_day", *readonly_fields]
    inlines = [FeedInline]

    def add(self, values: dict[str, Any]) -> models.Model:
        return add_source(values["url"], name=values["name"], slug=values["slug"]).source

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if may_write_rules(request) else (*fields, "rules")

    @admin.display(description="rules that find nothing")
    def rotten(self, source: Source) -> str:
        """Then the generic way decides, which knows less of the site."""
        return ", ".join(source.rotten_rules)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what its last fortnight cost and brought."""
        since = timezone.now().date() - FORTNIGHT
        context["days"] = kwargs["obj"].days.filter(day__gt=since).order_by("-day")
        return super().render_change_form(request, context, *args, **kwargs)
