"""How much a change matters, and why, in words."""

from dataclasses import dataclass
from math import prod

from articles.diffing.diff import Diff
from articles.diffing.findings import WEIGHTS, Findings, findings
from articles.diffing.summary import NO_LISTS, reason, summarise

MINOR_KINDS = frozenset({"format", "typo", "moved", "byline"})
"""Kinds that leave what the article says as it was."""
MOST_FOR_MINOR = 10
OWNING_UP = frozenset({"correction note", "note changed"})
"""Kinds in which the article says itself that it has changed."""


@dataclass(frozen=True, slots=True)
class Significance:
    """What a change amounts to.

    `score` runs from 0, no change, to 100; a `minor` change (form, spelling, order, byline) stays at 10 or below.
    `kinds` are the kinds found, weightiest first. `reasons` are a sentence for each with its strongest example, and
    one that says so where the text's language has no word lists here that might have told more. `summary` is one
    plain line for lists and feeds. `silent` says that the article came to say something else,
    that no correction note came with it or changed, and that the page's own modification date stands as it
    stood. It does not say that anything was hidden.
    """

    score: int
    minor: bool
    kinds: tuple[str, ...]
    reasons: tuple[str, ...]
    summary: str
    silent: bool


def assess(diff: Diff, found: Findings | None = None) -> Significance:
    """The significance of a comparison: the same for the same Diff, always.

    `found` are its `findings`, for whoever needs them for more than this; they are made where none are given.
    """
    found = found or findings(diff)
    kinds = tuple(kind for kind in WEIGHTS if found.of(kind))
    minor = MINOR_KINDS.issuperset(kinds)
    return Significance(
        score=_score(found, minor),
        minor=minor,
        kinds=kinds,
        reasons=_reasons(found, kinds),
        summary=summarise(diff, found),
        silent=not minor and OWNING_UP.isdisjoint(kinds) and diff.old.modified == diff.new.modified,
    )


def _reasons(found: Findings, kinds: tuple[str, ...]) -> tuple[str, ...]:
    reasons = [reason(kind, found.of(kind)) for kind in kinds]
    return (*reasons, NO_LISTS) if "wording" in kinds and not found.by_lists else tuple(reasons)


def _score(found: Findings, minor: bool) -> int:
    """Each finding takes its share of what is left to 100; the second of a kind half of it, and so on."""
    remains = 1.0
    for kind in WEIGHTS:
        weights = sorted((finding.weight for finding in found.of(kind)), reverse=True)
        remains *= prod(1 - weight / rank for rank, weight in enumerate(weights, 1))
    score = max(1, round(100 * (1 - remains))) if found.all else 0
    return min(score, MOST_FOR_MINOR) if minor else score
