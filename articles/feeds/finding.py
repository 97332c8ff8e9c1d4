"""The changes by which what is searched for came or went."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from articles.models import Change
from articles.search import Hit, Query, Scope, search

from .answering import Shown

Hits = Mapping[int, Sequence[Hit]]
"""By the key of a change."""
MOST_HITS = 100
"""Looked at of what came, and of what went; a change may have several."""


@dataclass(frozen=True, slots=True)
class Found:
    """The hits that each change brought or took out, and these changes as a feed shows them."""

    came: Hits
    went: Hits
    shown: Shown


def find(query: Query, longest: int) -> Found:
    """At most so many changes. Where all text is searched, they are those by which the words came and those by which
    they went; first texts, which no change brought, are left out. Raises QueryError.

    It has no date: hidden rows leave no trace among hits, and a reader that asks by date would keep what was withheld.
    """
    came = _by_change((hit.birth, hit) for hit in _hits(query, Scope.ADDED))
    went = _by_change((hit.death, hit) for hit in _hits(query, Scope.REMOVED))
    keys = {*came, *went}
    changes = Change.objects.visible().filter(pk__in=keys).newest_first().select_related("source")
    beside = [hit.passage.text for hits in (*came.values(), *went.values()) for hit in hits]
    return Found(came, went, Shown(list(changes[:longest]), beside=beside))


def _hits(query: Query, scope: Scope) -> Sequence[Hit]:
    if query.scope not in (scope, Scope.TEXT):
        return ()
    return search(replace(query, scope=scope), limit=MOST_HITS).hits


def _by_change(pairs: Iterable[tuple[Change | None, Hit]]) -> Hits:
    hits: defaultdict[int, list[Hit]] = defaultdict(list)
    for change, hit in pairs:
        if change is not None:
            hits[change.pk].append(hit)
    return hits
