"""The one page for all that is held: texts that wait, suspects, drifts; accepted, discarded, or made a rule of."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from articles.extraction import BadRules
from articles.models import Candidate
from articles.pipeline import NotResolved, accept, discard, write_rule
from articles.text import ArticleText

from .permissions import KeptByTheRules, may_write_rules


class StateFilter(admin.SimpleListFilter):
    """What waits, unless asked otherwise."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("decided", "Decided"), ("all", "All")]

    def choices(self, changelist: Any) -> Iterator[Any]:
        held, *others = super().choices(changelist)
        yield {**held, "display": "Held"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.exclude(verdict="") if self.value() == "decided" else queryset.filter(verdict="")


@admin.register(Candidate)
class CandidateAdmin(KeptByTheRules):
    """Texts are never edited; what was decided stays listed."""

    actions = ["accept_texts", "discard_texts", "write_rules"]
    list_display = [
        "article",
        "source",
        "kind",
        "reason",
        "came_and_went",
        "sightings",
        "first_seen_at",
        "state",
    ]
    list_filter = [StateFilter, "kind", "source"]
    list_select_related = ["article", "source"]
    search_fields = ["article__headline", "article__url"]
    show_full_result_count = False
    fields = readonly_fields = (
        "article",
        "source",
        "kind",
        "reason",
        "came_and_went",
        "sightings",
        "first_seen_at",
        "last_seen_at",
        "state",
        "decided_at",
        "decided_by",
        "standing_text",
        "held_text",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        return super().get_queryset(request).order_by("-pk")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not may_write_rules(request):
            actions.pop("write_rules", None)
        return actions

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        for drift in _drifts():
            messages.warning(
                request,
                f"{drift['articles']} articles of {drift['source__name']} shifted alike since "
                f"{drift['since']:%Y-%m-%d %H:%M} UTC: probably a new design. Write a rule or discard where it is "
                "none of the story, accept where it is.",
            )
        return super().changelist_view(request, extra_context)

    @admin.action(description="Accept: this is the story's text", permissions=["change"])
    def accept_texts(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        self._resolve(request, queryset, _accept)

    @admin.action(description="Discard: this is not the story", permissions=["change"])
    def discard_texts(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        self._resolve(request, queryset, _discard)

    @admin.action(
        description="Write a boilerplate rule from the lines that it adds, and discard",
        permissions=["change"],
    )
    def write_rules(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        self._resolve(request, queryset, _write_rule)

    def _resolve(
        self, request: HttpRequest, queryset: QuerySet[Candidate], resolve: Callable[[Candidate, str], str]
    ) -> None:
        """`resolve` does it in the name of a user, and says in one line what was done."""
        for candidate in (
            queryset.filter(verdict="").select_related("article", "capture", "base").order_by("pk")
        ):
            try:
                done = resolve(candidate, request.user.get_username())
            except (NotResolved, BadRules) as error:
                messages.error(request, f"{candidate.article}: {error}")
            else:
                self.log_change(request, candidate, done)
                messages.success(request, f"{candidate.article}: {done}")

    @admin.display(description="lines that came or went")
    def came_and_went(self, candidate: Candidate) -> str:
        return "\n".join(line[:200] for line in candidate.whole_lines[:10])

    @admin.display(description="verdict")
    def state(self, candidate: Candidate) -> str:
        return candidate.get_verdict_display() or "held"

    @admin.display(description="text that stands")
    def standing_text(self, candidate: Candidate) -> str:
        current = candidate.article.current
        return _whole(current.text) if current else ""

    @admin.display(description="text that is held")
    def held_text(self, candidate: Candidate) -> str:
        return _whole(candidate.text)


def _accept(candidate: Candidate, who: str) -> str:
    accept(candidate, who, timezone.now())
    return "Accepted."


def _discard(candidate: Candidate, who: str) -> str:
    discard(candidate, who, timezone.now())
    return "Discarded."


def _write_rule(candidate: Candidate, who: str) -> str:
    patterns = write_rule(candidate, who, timezone.now())
    if not patterns:
        return "Discarded; its source has rules against all that it adds."
    return f"Discarded, and left out of all texts of {candidate.source} from now on: {'  '.join(patterns)}"


def _drifts() -> Iterable[Mapping[str, Any]]:
    held = Candidate.objects.held().filter(kind=Candidate.Kind.DRIFT).order_by("source__name")
    return held.values("source__name").annotate(
        articles=Count("article", distinct=True), since=Min("first_seen_at")
    )


def _whole(text: ArticleText) -> str:
    return "\n\n".join(part for part in (text.headline, text.byline, text.running) if part)
