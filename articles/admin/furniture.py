"""What is left out of texts, for a whole source or for one article, with its evidence; released and restored here."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles.models import FurnitureSign, SiteFurniture

from .permissions import KeptByTheRules


class ReleasedHere(KeptByTheRules):
    """Rows are found by the rules, never written by hand; what is released stays listed."""

    actions = ["release", "restore"]
    list_filter = [("released_at", admin.EmptyFieldListFilter), "kind", "source"]
    show_full_result_count = False

    @admin.action(description="Release: it is text again, in old versions too", permissions=["change"])
    def release(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset.filter(released_at=None):
            row.release(request.user.get_username(), timezone.now())
            self.log_change(request, row, "Released.")
        messages.success(request, "Released: it counts as text again.")

    @admin.action(description="Leave out again", permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset.exclude(released_at=None):
            row.restore()
            self.log_change(request, row, "Left out again.")
        messages.success(request, "Left out again.")

    @admin.display(description="line or place")
    def shown_key(self, row: Any) -> str:
        return row.key[:120]

    @admin.display(description="what stood there")
    def examples(self, row: Any) -> str:
        return "\n".join(text[:200] for text in row.texts)


@admin.register(SiteFurniture)
class SiteFurnitureAdmin(ReleasedHere):
    list_display = ["source", "kind", "shown_key", "examples", "found_at", "released_at"]
    list_select_related = ["source"]
    fields = readonly_fields = (
        "source", "kind", "key", "examples", "evidence", "found_at", "released_at", "released_by",
    )  # fmt: skip

    @admin.display(description="articles that showed it")
    def evidence(self, row: SiteFurniture) -> str:
        return _told(_signs_like(row))


@admin.register(FurnitureSign)
class FurnitureSignAdmin(ReleasedHere):
    list_display = ["article", "source", "kind", "shown_key", "examples", "first_seen_at", "released_at"]
    list_select_related = ["article", "source"]
    search_fields = ["article__headline", "article__url"]
    fields = readonly_fields = (
        "article", "source", "kind", "key", "examples", "first_seen_at", "seen_at", "evidence", "released_at",
        "released_by",
    )  # fmt: skip

    @admin.display(description="other articles that showed it")
    def evidence(self, row: FurnitureSign) -> str:
        return _told(_signs_like(row).exclude(pk=row.pk))


def _signs_like(row: SiteFurniture | FurnitureSign) -> QuerySet[FurnitureSign]:
    return FurnitureSign.objects.filter(source=row.source_id, kind=row.kind, digest=row.digest)


def _told(signs: QuerySet[FurnitureSign]) -> str:
    return "\n".join(
        f"{sign.first_seen_at:%Y-%m-%d %H:%M} UTC: {sign.article.url}"
        for sign in signs.select_related("article").order_by("first_seen_at")[:20]
    )
