"""The changes by which what is searched for came or went."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from articles.models import Change
from articles.search import Hit, Query, Scope, search_among, trace

from .answering import Shown
from .state import READ, TOLD

Hits = Mapping[int, Sequence[Hit]]
"""By the key of a change."""
STRETCH = 100
"""Passages looked at of what came, and of what went, the newest. A change may have several, or only have moved them."""


class Found:
    """What a query finds, as a feed shows it: at most so many changes. Where all text is searched, they are those by
    which the words came and those by which they went; first texts, which no change brought, are left out.

    Made by one query, two where sources are named; the hits are asked for when they are told. Raises QueryError.
    """

    def __init__(self, query: Query, longest: int) -> None:
        self.query, self.longest = query, longest
        self.traces = trace(query, STRETCH, (*TOLD, *READ))

    @property
    def shown(self) -> Shown:
        """Without a date: hidden rows leave no trace, and a reader that asks by date would keep what was withheld."""
        return Shown(self.traces, self._changes)

    @cached_property
    def came(self) -> Hits:
        return _by_change((hit.birth, hit) for hit in self._hits(Scope.ADDED))

    @cached_property
    def went(self) -> Hits:
        return _by_change((hit.death, hit) for hit in self._hits(Scope.REMOVED))

    def _changes(self) -> Sequence[Change]:
        keys = {*self.came, *self.went}
        changes = Change.objects.visible().filter(pk__in=keys).newest_first().select_related("source")
        return list(changes[: self.longest])

    def _hits(self, scope: Scope) -> Sequence[Hit]:
        passages = [one.passage for one in self.traces if one.scope == scope]
        return search_among(replace(self.query, scope=scope), passages) if passages else ()


def _by_change(pairs: Iterable[tuple[Change | None, Hit]]) -> Hits:
    hits: defaultdict[int, list[Hit]] = defaultdict(list)
    for change, hit in pairs:
        if change is not None:
            hits[change.pk].append(hit)
    return hits
