"""How much a change matters, and why, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from articles.diffing.diff import Diff
from articles.diffing.findings import WEIGHTS, Finding, findings
from articles.diffing.summary import reason, summarise

MINOR_KINDS = frozenset({"format", "moved", "byline"})
"""Kinds that leave what the article says as it was."""
MOST_FOR_MINOR = 10
OWNING_UP = frozenset({"correction note", "note changed"})
"""Kinds in which the article says itself that it has changed."""


@dataclass(frozen=True, slots=True)
class Significance:
    """What a change amounts to.

    `score` runs from 0, no change, to 100; a `minor` change (form, order, byline) stays at 10 or below.
    `kinds` are the kinds found, weightiest first, `reasons` a sentence for each with its strongest example,
    `summary` one plain line for lists and feeds. `silent` says that the article came to say something else,
    that no correction note came with it or changed, and that the page's own modification date stands as it
    stood. It does not say that anything was hidden.
    """

    score: int
    minor: bool
    kinds: tuple[str, ...]
    reasons: tuple[str, ...]
    summary: str
    silent: bool


def assess(diff: Diff) -> Significance:
    """The significance of a comparison: the same for the same Diff, always."""
    found = findings(diff)
    kinds = tuple(kind for kind in WEIGHTS if any(finding.kind == kind for finding in found))
    minor = MINOR_KINDS.issuperset(kinds)
    return Significance(
        score=_score(found, minor),
        minor=minor,
        kinds=kinds,
        reasons=tuple(reason(kind, [finding for finding in found if finding.kind == kind]) for kind in kinds),
        summary=summarise(diff, found),
        silent=not minor and OWNING_UP.isdisjoint(kinds) and diff.old.modified == diff.new.modified,
    )


def _score(found: Sequence[Finding], minor: bool) -> int:
    """Each finding takes its share of what is left to 100; the second of a kind half of it, and so on."""
    remains = 1.0
    for kind in WEIGHTS:
        weights = sorted((finding.weight for finding in found if finding.kind == kind), reverse=True)
        remains *= prod(1 - weight / rank for rank, weight in enumerate(weights, 1))
    score = max(1, round(100 * (1 - remains))) if found else 0
    return min(score, MOST_FOR_MINOR) if minor else score
