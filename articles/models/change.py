"""One transition between two texts, seen on the page."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.urls import reverse

from .article import Article
from .capture import Capture
from .keyset import row_before
from .source import Source
from .version import Version

KIND_BITS = {
    "headline": 1,
    "number": 2,
    "quotation": 4,
    "name": 8,
    "negation": 16,
    "hedge": 32,
    "correction-note": 64,
    "silent": 128,
}
"""What lists can be narrowed to, as addresses name it, and its bit in `kind_bits`: stored, so they stay."""
NOTES = frozenset({"correction note", "note changed"})


def kind_bits_of(kinds: Collection[str], silent: bool) -> int:
    """The bits of a change's kinds, as diffing names them."""
    bits = sum(KIND_BITS.get(kind, 0) for kind in set(kinds))
    bits += KIND_BITS["correction-note"] if NOTES.intersection(kinds) else 0
    return bits + (KIND_BITS["silent"] if silent else 0)


class ChangeQuerySet(models.QuerySet["Change"]):
    def visible(self) -> Self:
        return self.filter(hidden=False)

    def newest_first(self) -> Self:
        return self.order_by("-not_after", "-id")

    def before(self, not_after: datetime, pk: int) -> Self:
        """Those that follow this place in the order of `newest_first`."""
        return self.filter(row_before(not_after=not_after, id=pk))

    def of_any_source(self, keys: Iterable[int]) -> Self:
        """Found along the order of `newest_first`: SQLite would else collect all changes of these sources and sort."""
        return self.alias(of=models.F("source_id") + 0).filter(of__in=list(keys))

    def of_any_kind(self, kinds: Iterable[str]) -> Self:
        """Those that have one of these kinds of KIND_BITS, or several."""
        wanted = sum(KIND_BITS[kind] for kind in kinds)
        return self.alias(found=models.F("kind_bits").bitand(wanted)).filter(found__gt=0)

    def follow_visibility(self) -> None:
        """Hidden with their article, with either of their versions, or because they prove to be none."""
        parts = (("article_id", Article), ("from_version_id", Version), ("to_version_id", Version))
        hidden = [
            models.Exists(part.objects.filter(pk=models.OuterRef(field)).exclude(hidden_at=None))
            for field, part in parts
        ]
        anything = models.When(hidden[0] | hidden[1] | hidden[2] | models.Q(spurious=True), then=True)
        self.update(hidden=models.Case(anything, default=False))


class Change(models.Model):
    """What lists, feeds and search read: source, times, counts and excerpt stand on the row, so that they never join
    or diff. `not_before` is the last check that saw the old text, `not_after` the first that saw the new.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="changes", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="changes", db_index=False)
    number = models.PositiveIntegerField(help_text="from 1, of the article")
    from_version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    to_version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    from_number = models.PositiveIntegerField()
    to_number = models.PositiveIntegerField()
    capture = models.ForeignKey(Capture, models.PROTECT, related_name="+")
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    is_return = models.BooleanField(default=False)
    flapping = models.BooleanField(default=False)
    diff_version = models.PositiveSmallIntegerField(default=0, help_text="of the algorithm that told it")
    spurious = models.BooleanField(default=False, help_text="read again, its two texts are one")
    hidden = models.BooleanField(default=False)
    old_headline = models.TextField(blank=True)
    headline = models.TextField(blank=True)
    headline_pieces = models.JSONField(default=list, help_text="as excerpt; empty where it stayed")
    words_added = models.PositiveIntegerField()
    words_removed = models.PositiveIntegerField()
    score = models.PositiveSmallIntegerField()
    minor = models.BooleanField()
    silent = models.BooleanField()
    kinds = models.JSONField(default=list)
    kind_bits = models.PositiveSmallIntegerField(default=0, help_text="kinds and silence that lists ask for")
    reasons = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    excerpt = models.JSONField(default=list, help_text="[op, text] pieces in reading order")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="change_number"),
            models.CheckConstraint(
                condition=~models.Q(from_version=models.F("to_version")), name="change_is_one"
            ),
            models.CheckConstraint(
                condition=models.Q(not_before__lte=models.F("not_after")), name="change_interval"
            ),
        ]
        # What lists may be narrowed to follows the order in both: an index alone tells which rows a page has.
        indexes = [
            models.Index(
                fields=["-not_after", "-id", "source", "score", "kind_bits", "hidden"], name="change_latest"
            ),
            models.Index(
                fields=["source", "-not_after", "-id", "score", "kind_bits", "hidden"],
                name="change_by_source",
            ),
            models.Index(fields=["-not_after"], condition=models.Q(hidden=True), name="change_hidden"),
        ]

    def __str__(self) -> str:
        return f"change {self.number} of article {self.article_id}"

    def get_absolute_url(self) -> str:
        """The diff; a return names its change, since the same two texts may have met before."""
        diff = reverse("diff", args=[self.article_id, self.from_number, self.to_number])
        return diff + (f"?change={self.number}" if self.is_return else "")

    @property
    def window(self) -> timedelta:
        return self.not_after - self.not_before
