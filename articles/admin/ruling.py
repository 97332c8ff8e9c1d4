"""Rules of a source: written beside what they make of a page that is kept, and of all that is kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from articles.discovery import BadUrl
from articles.extraction import BadRules, SiteRules
from articles.models import Article, Reextraction, Snapshot, Source
from articles.pipeline import change_rules, dry_run, recent_pages, try_rules
from articles.publishing import compare_texts

from .desk import DeskPages, lines_of, posted

SINGLE, LISTS = ("headline", "body", "byline"), ("drop", "boilerplate")


class RulesForm(forms.Form):
    headline = forms.CharField(required=False, help_text="A CSS selector; the first match counts.")
    body = forms.CharField(
        required=False, help_text="A CSS selector of what holds the text; empty: Stet finds it by itself."
    )
    byline = forms.CharField(required=False, help_text="A CSS selector; the first match counts.")
    drop = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="CSS selectors of what is taken out first, one a line.",
    )
    boilerplate = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Regular expressions, one a line; a paragraph that one matches from end to end is left out.",
    )
    page = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="Try on")
    article = forms.CharField(
        required=False,
        label="Or on another article",
        help_text="Its number here or its address: the page that was kept of it last.",
    )
    capture = forms.IntegerField(
        required=False,
        label="Page number",
        min_value=0,
        help_text="Of that article: 0 is its first page; empty, the last.",
    )
    reason = forms.CharField(
        required=False, max_length=500, help_text="Why; it is kept with your name when the rules are saved."
    )

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        field: Any = self.fields["page"]
        field.choices = [(page.capture_id, _named(page)) for page in recent_pages(source)]
        self.rule_fields = [self[name] for name in (*SINGLE, *LISTS)]
        self.page_fields = [self[name] for name in ("page", "article", "capture")]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        rules: dict[str, Any] = {
            name: cleaned[name].strip() for name in SINGLE if cleaned.get(name, "").strip()
        }
        rules |= {name: lines for name in LISTS if (lines := lines_of(cleaned.get(name, "")))}
        for name, value in rules.items():
            try:
                SiteRules.parse({name: value})
            except BadRules as error:
                self.add_error(name, str(error))
        cleaned["rules"] = rules
        if "save" in self.data and not cleaned.get("reason"):
            self.add_error("reason", "Say why the rules are changed.")
        return cleaned

    def snapshot(self) -> Snapshot | None:
        """The page to try on. Adds an error where the one that is asked for was not kept."""
        asked = self.cleaned_data
        if not asked.get("article"):
            chosen = asked.get("page") or next((key for key, _ in self._choices()), None)
            return Snapshot.objects.of(chosen) if chosen else None
        article = _article(asked["article"].strip())
        if article is None or article.source_id != self.source.pk:
            self.add_error("article", "There is no such article of this source.")
            return None
        captures = article.captures.exclude(snapshot=None).order_by("-number")
        if asked.get("capture") is not None:
            captures = captures.filter(number=asked["capture"])
        found = captures.values_list("pk", flat=True).first()
        if found is None:
            self.add_error("article", "No such page of it is kept.")
        return Snapshot.objects.of(found) if found else None

    def _choices(self) -> list[tuple[int, str]]:
        field: Any = self.fields["page"]
        return list(field.choices)


def _named(page: Snapshot) -> str:
    return f"{page.capture.article} ({page.capture.fetched_at:%Y-%m-%d %H:%M} UTC)"[:120]


def _article(named: str) -> Article | None:
    if named.isascii() and named.isdigit():
        return Article.objects.filter(pk=int(named)).first() if len(named) < 19 else None
    try:
        return Article.objects.known_as(named)
    except BadUrl:
        return None


def initial_of(rules: dict[str, Any]) -> dict[str, str]:
    return {name: rules.get(name, "") for name in SINGLE} | {
        name: "\n".join(rules.get(name, ())) for name in LISTS
    }


class RuledHere(DeskPages):
    """The page of a source's rules."""

    def get_urls(self) -> list[URLPattern]:
        rules = path(
            "<int:pk>/rules/", self.admin_site.admin_view(self.rules_view), name="articles_source_rules"
        )
        return [rules, *super().get_urls()]

    def rules_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        source: Source = self.row_for_patterns(request, pk)
        form = RulesForm(posted(request), initial=initial_of(source.rules), source=source)
        shown: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            if "save" in request.POST:
                return self._save_rules(request, source, form)
            if "dry" in request.POST:
                shown = {"run": dry_run(source, form.cleaned_data["rules"], timezone.now())}
            else:
                shown = _tried(source, form)
        runs = Reextraction.objects.filter(source=source, article=None).order_by("-pk")[:5]
        return self.desk_page(
            request, "rules.html", f"Rules of {source}", source, form=form, runs=runs, **shown
        )

    def _save_rules(self, request: HttpRequest, source: Source, form: RulesForm) -> HttpResponse:
        who, reason = request.user.get_username(), form.cleaned_data["reason"]
        change_rules(source, form.cleaned_data["rules"], who, reason, timezone.now())
        self.log_change(request, source, f"Rules changed: {reason}")
        said = "Saved. The workers read what is kept again, little by little; how far they are stands below."
        messages.success(request, said)
        return redirect("admin:articles_source_rules", pk=source.pk)


def _tried(source: Source, form: RulesForm) -> dict[str, Any]:
    """A page by the rules that stand and by those of the form, side by side."""
    snapshot = form.snapshot()
    if snapshot is None:
        return {"no_page": not form.errors}
    old, new = try_rules(snapshot, source.rules), try_rules(snapshot, form.cleaned_data["rules"])
    comparison = compare_texts(old.text, new.text)
    return {"page": snapshot.capture, "old": old, "new": new, "comparison": comparison}
