"""What a check saw, written in one transaction that the lease's token guards."""

import hashlib
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, transaction

from articles.discovery import page_canonical
from articles.models import (
    Article,
    Candidate,
    Event,
    FurnitureSign,
    LeaseLost,
    Source,
    SourceDay,
    lazily_durable,
)
from articles.text import ArticleText
from articles.versioning import CHANGES, Outcome, without_furniture

from .deciding import NOTHING_NEW, Verdict, decide_gone
from .refusing import NotFollowed, redirects_after
from .report import Refusal, Report
from .stating import STATE_FIELDS, capture_page, comparisons_of, record_states
from .visiting import Answer, lasting_target, validators_told


@dataclass(frozen=True, slots=True)
class Sighting:
    """What an article's page showed; `text` is None where it was known to be the text of the last check.

    `page_fingerprint` is the page's, None where the page was not read.
    """

    answer: Answer
    text: ArticleText | None = None
    verdict: Verdict = NOTHING_NEW
    page_fingerprint: str | None = None

    @property
    def changes_nothing(self) -> bool:
        verdict = self.verdict
        return not (verdict.states or verdict.dropped or verdict.again or verdict.hold or verdict.signs)

    @property
    def shows_standing(self) -> bool:
        """Whether it was the text that stands from now on: none that is held, and none that the desk discarded."""
        verdict = self.verdict
        return not (verdict.again or verdict.hold or verdict.is_discarded)


def record(article: Article, sighting: Sighting) -> Report:
    """Captures, candidates, versions, changes, events and the next check. Raises LeaseLost, with nothing written."""
    verdict = sighting.verdict
    comparisons = comparisons_of(article, verdict.states, verdict.furniture)
    try:
        with _transaction_for(sighting):
            if not sighting.changes_nothing:
                article.lock_as_known()
                _require_held(article, verdict)
            outcome = _record_and_settle(article, sighting, comparisons)
    except IntegrityError as error:
        raise LeaseLost(f"article {article.pk} was recorded by another check.") from error
    return Report(article.url, outcome, _detail(article, verdict))


def _record_and_settle(
    article: Article, sighting: Sighting, comparisons: list[dict[str, Any] | None]
) -> Outcome:
    """What the visit was for, and what was known before it, is read first: to settle forgets it."""
    now, purpose, changes = sighting.answer.arrived_at, article.purpose, article.changes_count
    fields = _page_fields(article, sighting) | _record_presence(article, sighting)
    outcome = _record_states(article, sighting, comparisons)
    fields |= _record_candidates(article, sighting)
    if sighting.verdict.states:
        fields |= {name: getattr(article, name) for name in STATE_FIELDS}
    if sighting.shows_standing:
        fields["last_seen_at"] = sighting.answer.asked_at
    confirm = _is_to_be_confirmed(article, sighting)
    is_hint_followed = article.hinted_at is not None and not confirm
    was_known = sighting.page_fingerprint == article.page_fingerprint and not article.is_held
    article.settle(**article.next_check(outcome, now, confirm), **fields, last_error="", walled_since=None)
    _note_of_source(article.source, sighting, was_known)
    if is_hint_followed:
        article.source.note_hint(came_true=outcome in CHANGES)
    SourceDay.objects.add(article.source, now, **{purpose: 1, "changes": article.changes_count - changes})
    return outcome


def _is_to_be_confirmed(article: Article, sighting: Sighting) -> bool:
    """Whether what waits for another sight is to have it soon."""
    waits = sighting.verdict.again or sighting.verdict.hold
    if waits is None or waits.kind != Candidate.Kind.UNCONFIRMED:
        return False
    return not (article.flaps or article.candidates.are_in_vain(sighting.answer.arrived_at))


def _require_held(article: Article, verdict: Verdict) -> None:
    """Raises LeaseLost where the desk decided meanwhile on a text that is to be a state of the story."""
    wanted = {state.candidate.pk for state in verdict.states if state.candidate}
    if wanted - set(article.candidates.held().values_list("pk", flat=True)):
        raise LeaseLost(f"what article {article.pk} held was decided on by another hand.")


def _detail(article: Article, verdict: Verdict) -> str:
    if not verdict.states and (waits := verdict.hold or verdict.again):
        return f"{waits.kind}; {waits.reason or 'it is looked at again soon.'}"
    if verdict.is_discarded:
        return "the desk discarded this text before."
    return f"version {article.current.number}" if verdict.states and article.current else ""


def _transaction_for(sighting: Sighting) -> AbstractContextManager[None]:
    """That nothing had changed may be forgotten by a crash: it is then found again."""
    return lazily_durable() if sighting.changes_nothing else transaction.atomic()


def _record_states(article: Article, sighting: Sighting, comparisons: list[dict[str, Any] | None]) -> Outcome:
    verdict = sighting.verdict
    was_free = not (verdict.states and article.current) or article.current.text.free
    outcome = record_states(article, verdict.states, comparisons, verdict.furniture)
    if was_free and verdict.states and article.versions_count > 1 and not verdict.states[-1].text.free:
        reason = "the page now says that not everyone may read it."
        _record_event(article, Event.Kind.WALLED, verdict.states[-1].first_seen_at, reason)
    if outcome is None:
        return Outcome.UNCHANGED if sighting.shows_standing else Outcome.CANDIDATE
    return outcome


def _note_of_source(source: Source, sighting: Sighting, was_known: bool) -> None:
    """How its rules did, and whether a fingerprint that was known had told the truth."""
    if sighting.text is None:
        return
    source.note_unmatched(sighting.text.unmatched)
    if was_known:
        source.note_audit(is_equal=sighting.changes_nothing)


def _record_candidates(article: Article, sighting: Sighting) -> dict[str, Any]:
    verdict, answer = sighting.verdict, sighting.answer
    if sighting.changes_nothing:
        return {}
    FurnitureSign.objects.note(article, verdict.signs, answer.arrived_at)
    _settle_candidates(article, verdict, answer.arrived_at)
    if verdict.again:
        verdict.again.seen_again(answer.asked_at)
    if verdict.hold and sighting.text is not None:
        shown = without_furniture(sighting.text, verdict.furniture)[0]
        Candidate.objects.hold(
            article,
            sighting.text,
            shown,
            article.candidates.capture_of(shown, answer.arrived_at)
            or capture_page(article, answer, sighting.text),
            first_seen_at=answer.arrived_at,
            kind=verdict.hold.kind,
            reason=verdict.hold.reason,
            whole_lines=list(verdict.hold.whole_lines),
            last_seen_at=answer.asked_at,
        )
    return {"is_held": article.candidates.held().exists()}


def _settle_candidates(article: Article, verdict: Verdict, now: datetime) -> None:
    held = article.candidates.held()
    accepted = [state.candidate.pk for state in verdict.states if state.candidate]
    held.filter(pk__in=accepted).settle(Candidate.Verdict.ACCEPTED, now)
    held.filter(pk__in=[one.pk for one in verdict.dropped]).settle(Candidate.Verdict.DROPPED, now)


def refuse_article(article: Article, refusal: Refusal, now: datetime) -> Report:
    """The next check after one that brought nothing; a page that is gone or walled becomes an event, once.

    That it is gone must be seen twice, and another page of its host between. What was held of it cannot be seen again
    then: what people wrote of it is told first.
    """
    purpose = article.purpose
    gone_since = article.gone_since(now) if refusal.outcome == Outcome.GONE else None
    if article.blames_host(refusal.outcome) and not gone_since:
        article.host.note_failure(now, article.interval)
    is_unproved = refusal.outcome == Outcome.GONE and article.may_be_removed and not gone_since
    confirm = is_unproved and not article.host.is_out
    if confirm:
        Article.objects.bring_witness(article, now)
    held = decide_gone(article) if gone_since and article.is_held else NOTHING_NEW
    comparisons = comparisons_of(article, held.states, held.furniture)
    soon = confirm or (isinstance(refusal, NotFollowed) and not article.led_to)
    with transaction.atomic():
        fields = _record_held(article, held, comparisons, now) if held != NOTHING_NEW else {}
        fields |= _record_refusal(article, refusal, gone_since, now)
        if not (is_unproved and article.led_to):  # it is looked for again where it was missed
            fields |= redirects_after(article, refusal)
        article.settle(**article.next_check(refusal.outcome, now, soon), **fields)
        SourceDay.objects.add(article.source, now, **{purpose: 1, "failures": 1})
    return Report(article.url, refusal.outcome, refusal.reason)


def _record_refusal(
    article: Article, refusal: Refusal, gone_since: datetime | None, now: datetime
) -> dict[str, Any]:
    """What it tells of the page, and the events that this makes."""
    fields: dict[str, Any] = {"last_error": refusal.reason[:500]}
    if gone_since:
        fields["removed_at"] = gone_since
        _record_event(article, Event.Kind.REMOVED, gone_since, refusal.reason)
    if refusal.outcome == Outcome.WALLED:
        fields["walled_since"] = article.walled_since or now
        if article.proves_walled(now):
            _record_event(article, Event.Kind.WALLED, now, refusal.reason)
    return fields


def _record_held(
    article: Article, verdict: Verdict, comparisons: list[dict[str, Any] | None], now: datetime
) -> dict[str, Any]:
    article.lock_as_known()
    _require_held(article, verdict)
    record_states(article, verdict.states, comparisons, verdict.furniture)
    _settle_candidates(article, verdict, now)
    return {name: getattr(article, name) for name in STATE_FIELDS} | {
        "is_held": article.candidates.held().exists()
    }


def _page_fields(article: Article, sighting: Sighting) -> dict[str, Any]:
    """What tells the standing text's page at the next check; what another text's page has would tell it wrongly."""
    if not sighting.shows_standing:
        return {}
    response = sighting.answer.response
    fields = validators_told(article, response)
    fields |= article.after_redirects(lasting_target(response), sighting.answer.arrived_at)
    if response.status == HTTPStatus.NOT_MODIFIED:
        return fields
    fields["body_sha256"] = hashlib.sha256(response.body).hexdigest()
    if sighting.page_fingerprint is not None:
        fields["page_fingerprint"] = sighting.page_fingerprint
    return fields


def _record_presence(article: Article, sighting: Sighting) -> dict[str, Any]:
    """That a removed page is back, and by which other addresses of its site it goes."""
    reached, text = sighting.answer.response.url, sighting.text
    moved = bool(sighting.answer.response.hops or article.led_to) and article.goes_by(reached)
    if moved and article.current_id:
        _record_event(article, Event.Kind.REDIRECTED, sighting.answer.arrived_at, reached)
    if text is not None and (claimed := page_canonical(text.canonical_url, reached)):
        article.goes_by(claimed)
    if not article.removed_at:
        return {}
    _record_event(article, Event.Kind.BACK, sighting.answer.arrived_at)
    return {"removed_at": None}


def _record_event(article: Article, kind: Event.Kind, now: datetime, detail: str = "") -> None:
    Event.objects.create(
        article=article,
        source_id=article.source_id,
        kind=kind,
        happened_at=now,
        detail=detail[:2000],
        hidden=article.hidden_at is not None,
    )
