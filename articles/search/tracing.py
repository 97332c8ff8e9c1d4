"""What a search leads to, told by one query: a reader that has it already is answered from this alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db.models import F, QuerySet, Value
from django.db.models.expressions import RawSQL

from articles.models import Passage
from articles.models.postings import PASSAGE_MASK

from .conditions import LAST_KEY, asked_of_index, condition_of
from .query import Query, Scope
from .searching import sources_named

PASSAGE = f"rowid & {PASSAGE_MASK}"


class Trace(NamedTuple):
    """A passage that came with a public change (`scope` is ADDED) or went with it (REMOVED): both by key, and what was
    asked for of the change.
    """

    scope: str
    passage: int
    change: int
    told: Sequence[Any]


def trace(query: Query, longest: int, fields: Sequence[str]) -> list[Trace]:
    """The newest passages of the query's scope, or of both where all text is searched, so many of each: those by
    which `search` is answered as far as that looks, before it compares words. `fields` are of Change.

    The same traces mean the same hits. One query, two where sources are named. Raises QueryError.
    """
    sources = sources_named(query)
    scopes = (Scope.ADDED, Scope.REMOVED) if query.scope == Scope.TEXT else (query.scope,)
    first, *more = (_traces(replace(query, scope=scope), sources, longest, fields) for scope in scopes)
    rows = first.union(*more, all=True) if more else first
    found = [Trace(scope, passage, change, told) for scope, passage, change, *told in rows]
    return sorted(found, key=lambda one: (one.scope, -one.passage))


def _traces(
    query: Query, sources: dict[str, int], longest: int, fields: Sequence[str]
) -> QuerySet[Passage, tuple[Any, ...]]:
    ask, told = asked_of_index(query, condition_of(query, sources), LAST_KEY, longest, PASSAGE)
    number = F("born" if query.scope == Scope.ADDED else "died")
    return Passage.objects.filter(
        pk__in=RawSQL(ask, told),  # noqa: S611
        article__changes__number=number,
        article__changes__hidden=False,
    ).values_list(
        Value(query.scope.value),
        "pk",
        "article__changes__pk",
        *(f"article__changes__{name}" for name in fields),
    )
