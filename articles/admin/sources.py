"""Sources: added after a look at a site or feed, with their rules of extraction."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.extraction import BadRules, SiteRules
from articles.models import Feed, Source
from articles.pipeline import change_rules
from articles.publishing import number

from .health import HealthPage
from .lists import KeptInLists
from .looking import AddedAfterALook
from .permissions import may_write_rules
from .queue import LAST_CHECK
from .ruling import RuledHere

FORTNIGHT = timedelta(days=14)


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
class SourceAdmin(AddedAfterALook, RuledHere, KeptInLists, HealthPage):
    form = SourceForm
    change_form_template = "admin/articles/source.html"
    change_list_template = "admin/articles/source_list.html"
    actions = ["pause", "resume"]
    list_display = ["name", "slug", "home_url", "articles_count", "changes_count", "rotten"]
    search_fields = ["name", "slug", "home_url"]
    readonly_fields = [
        *("slug", "rotten", "articles_count", "changes_count", "audits_count", "audit_mismatches_count"),
        *("changes_in_feed_count", "changes_hinted_count", "hints_count", "hints_right_count"),
        *("price", "priced_at"),
    ]
    fields = ["name", "home_url", "rules", "fetches_per_day", *readonly_fields]
    inlines = [FeedInline]

    @admin.action(description="Pause all feeds and articles", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        for source in queryset:
            feeds, articles = source.pause()
            self.log_change(request, source, "Paused.")
            messages.success(request, f"{source}: paused {_counted(feeds, articles)}.")

    @admin.action(description="Resume all feeds and articles", permissions=["change"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Source]) -> None:
        for source in queryset:
            feeds, articles = source.resume(timezone.now())
            self.log_change(request, source, "Resumed.")
            messages.success(request, f"{source}: resumed {_counted(feeds, articles)}, due at once.")

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """What was written in the form and nothing else: workers count in the same row meanwhile. Other rules have what
        is kept read again, wherever they were written.
        """
        changed = set(form.changed_data)
        stood = Source.objects.values_list("rules", flat=True).get(pk=obj.pk)
        obj.save(update_fields=["site", *changed - {"rules"}])
        if "rules" in changed and obj.rules != stood:
            who, reason = request.user.get_username(), "written in the source's form"
            change_rules(obj, obj.rules, who, reason, timezone.now())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if may_write_rules(request) else (*fields, "rules")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The record is kept: one with articles can be paused, and they can be hidden."""
        is_kept = obj is not None and obj.articles.exists()
        return not is_kept and super().has_delete_permission(request, obj)

    @admin.display(description="rules that find nothing")
    def rotten(self, source: Source) -> str:
        """Then the generic way decides, which knows less of the site."""
        return ", ".join(source.rotten_rules)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what its last fortnight cost and brought."""
        since = timezone.now().date() - FORTNIGHT
        context["may_write_rules"] = may_write_rules(request)
        context["days"] = kwargs["obj"].days.filter(day__gt=since).order_by("-day")
        return super().render_change_form(request, context, *args, **kwargs)


def _counted(feeds: int, articles: int) -> str:
    return f"{number(feeds, 'feed')} and {number(articles, 'article')}"
