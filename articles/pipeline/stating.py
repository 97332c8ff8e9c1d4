"""A state of a story written down: its version, where it is a new one, and the change to it."""

from collections.abc import Iterable, Sequence
from typing import Any

from articles.diffing import DIFF_VERSION, Piece, assess, compare, excerpt, findings, inline
from articles.extraction import EXTRACTOR_VERSION
from articles.models import Article, ArticleLifetime, Capture, Change, Passage, Version
from articles.models.change import kind_bits_of
from articles.text import ArticleText
from articles.versioning import (
    ROUNDS,
    Decision,
    Furniture,
    Outcome,
    decide,
    fingerprint,
    without_furniture,
)

from .deciding import State
from .visiting import Answer

STATE_FIELDS = (
    *("current", "headline", "language", "published_at", "versions_count", "changes_count"),
    *("last_changed_at", "last_seen_at", "read_by"),
)
"""What a recorded state changes of its article."""


def comparisons_of(
    article: Article, states: Iterable[State], furniture: Furniture
) -> list[dict[str, Any] | None]:
    """What lists and feeds will say of the change to each state; None for the first text of all.

    Computed before the transaction, not in it.
    """
    states = list(states)
    before = article.current.shown(furniture) if states and article.current else None
    found = []
    for state in states:
        after = without_furniture(state.text, furniture)[0]
        found.append(comparison_of(before, after) if before else None)
        before = after
    return found


def comparison_of(old: ArticleText, new: ArticleText) -> dict[str, Any]:
    """The fields of a change from the one text to the other."""
    diff = compare(old, new)
    found = findings(diff)
    significance = assess(diff, found)
    return {
        "diff_version": DIFF_VERSION,
        "old_headline": old.headline,
        "headline": new.headline,
        "headline_pieces": _pieces(inline(diff, diff.headline)) if diff.headline.kind != "equal" else [],
        "words_added": diff.words_added,
        "words_removed": diff.words_removed,
        "score": significance.score,
        "minor": significance.minor,
        "silent": significance.silent,
        "kinds": list(significance.kinds),
        "kind_bits": kind_bits_of(significance.kinds, significance.silent),
        "reasons": list(significance.reasons),
        "summary": significance.summary,
        "excerpt": _pieces(excerpt(diff, found=found)),
    }


def _pieces(pieces: Iterable[Piece]) -> list[list[str]]:
    return [list(piece) for piece in pieces]


def capture_page(article: Article, answer: Answer, text: ArticleText) -> Capture:
    response = answer.response
    return Capture.objects.append(
        article,
        answer.arrived_at,
        response.body,
        response.content_type,
        url=response.url,
        status=response.status,
        fingerprint=fingerprint(text),
        extractor_version=EXTRACTOR_VERSION,
    )


def record_states(
    article: Article,
    states: Sequence[State],
    comparisons: Sequence[dict[str, Any] | None],
    furniture: Furniture,
) -> Outcome | None:
    """Store the texts in their order, each with the transition to it, as `comparisons_of` told of them; what the last
    one was, None where there are none. `article` has then the STATE_FIELDS that follow, not saved yet.
    """
    outcome = None
    for state, comparison in zip(states, comparisons, strict=True):
        outcome = _record_state(article, state, furniture, comparison)
    return outcome


def _record_state(
    article: Article, state: State, furniture: Furniture, comparison: dict[str, Any] | None
) -> Outcome:
    shown = without_furniture(state.text, furniture)[0]
    decision = _decide(article, shown, furniture)
    if decision.outcome == Outcome.UNCHANGED:
        return decision.outcome
    if decision.outcome == Outcome.FLAPPING:
        article.changes.filter(number=article.changes_count).update(flapping=True)
        _now_showing(article, article.versions.get(number=decision.number), state.text)
        return decision.outcome
    capture = state.seen if isinstance(state.seen, Capture) else capture_page(article, state.seen, state.text)
    if decision.outcome == Outcome.RETURN:
        version = article.versions.get(number=decision.number)
    else:
        version = _append_version(article, decision.number, state, capture, furniture)
    if comparison is not None and article.current is not None:
        told = {**comparison, "is_return": decision.outcome == Outcome.RETURN}
        _record_change(article, article.current, version, state, capture, told)
    _now_showing(article, version, state.text)
    number = article.changes_count if comparison is not None else 0
    ArticleLifetime.objects.carry(article, shown, number, version, furniture)
    Passage.objects.carry(article, shown, number, version, furniture)
    article.versions_count = article.versions.count()
    return decision.outcome


def _decide(article: Article, shown: ArticleText, furniture: Furniture) -> Decision:
    current = article.current.number if article.current else None
    latest = article.changes.order_by("-number").values_list("from_number", "to_number")[:ROUNDS]
    return decide(fingerprint(shown), current, article.versions.numbers(furniture), list(latest)[::-1])


def _append_version(
    article: Article, number: int, state: State, capture: Capture, furniture: Furniture
) -> Version:
    """Of several that are read by different readers, the others are behind, or this one is."""
    read_by = state.candidate.read_by if state.candidate else article.source.reader
    version = Version.objects.append(article, number, state.text, capture, furniture, read_by)
    if version.read_by != article.read_by:
        article.read_by = "" if number else version.read_by
    return version


def _now_showing(article: Article, version: Version, text: ArticleText) -> None:
    """What is hidden lends the article no headline."""
    if not article.current_id:
        article.published_at = text.published or article.published_at
    article.current = version
    article.headline = article.headline if version.hidden_at else text.headline or article.headline
    article.language = text.language[:35]


def _record_change(
    article: Article,
    old: Version,
    version: Version,
    state: State,
    capture: Capture,
    told: dict[str, Any],
) -> None:
    seen = article.last_seen_at or article.first_seen_at
    change = Change.objects.create(
        article=article,
        source_id=article.source_id,
        number=article.changes_count + 1,
        from_version=old,
        from_number=old.number,
        to_version=version,
        to_number=version.number,
        capture=capture,
        not_before=min(seen, state.first_seen_at),  # a clock may have been set back
        not_after=state.first_seen_at,
        **told,
    )
    article.changes.filter(pk=change.pk).follow_visibility()
    article.source.note_change(change.not_after, article.is_listed, article.hinted_at is not None)
    article.changes_count = change.number
    article.last_changed_at = change.not_after
    article.last_seen_at = state.last_seen_at
