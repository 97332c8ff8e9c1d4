"""What a check saw, written in one transaction that the lease's token guards."""

import hashlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from articles.diffing import Piece, assess, compare, excerpt, inline
from articles.discovery import BadUrl
from articles.extraction import EXTRACTOR_VERSION
from articles.fetching import Response
from articles.models import Article, Capture, Change, Event, LeaseLost, Version, lazily_durable, site_of
from articles.text import ArticleText
from articles.versioning import CHANGES, Decision, Outcome, fingerprint

from .report import Refusal, Report
from .visiting import Answer, validators_told


@dataclass(frozen=True, slots=True)
class Sighting:
    """What an article's page showed; `text` is None where it was known to be the text of the last check."""

    answer: Answer
    text: ArticleText | None
    decision: Decision


def record(article: Article, sighting: Sighting) -> Report:
    """Capture, version, change, events and the next check. Raises LeaseLost, with nothing written."""
    comparison = _compare(article, sighting)
    answer, outcome = sighting.answer, sighting.decision.outcome
    try:
        with _transaction_for(outcome):
            if outcome != Outcome.UNCHANGED:
                article.lock()
            fields = _page_fields(article, answer.response)
            fields |= _record_text(article, sighting, comparison)
            fields |= _record_presence(article, sighting)
            article.settle(
                **article.next_check(outcome, answer.arrived_at),
                **fields,
                last_error="",
                last_seen_at=answer.asked_at,
            )
    except IntegrityError as error:
        raise LeaseLost(f"article {article.pk} was recorded by another check.") from error
    return Report(article.url, outcome, f"version {sighting.decision.number}")


def _transaction_for(outcome: Outcome) -> AbstractContextManager[None]:
    """That nothing had changed may be forgotten by a crash: it is then found again."""
    return lazily_durable() if outcome == Outcome.UNCHANGED else transaction.atomic()


def refuse_article(article: Article, refusal: Refusal, now: datetime) -> Report:
    """The next check after one that brought nothing; a page that is gone becomes an event, once."""
    fields: dict[str, Any] = {"last_error": refusal.reason[:500]}
    with transaction.atomic():
        if refusal.outcome == Outcome.GONE and article.current_id and not article.removed_at:
            fields["removed_at"] = now
            _record_event(article, Event.Kind.REMOVED, now, refusal.reason)
        article.settle(**article.next_check(refusal.outcome, now), **fields)
    return Report(article.url, refusal.outcome, refusal.reason)


def _page_fields(article: Article, response: Response) -> dict[str, Any]:
    fields = validators_told(article, response)
    if response.status == HTTPStatus.NOT_MODIFIED:
        return fields
    return {**fields, "body_sha256": hashlib.sha256(response.body).hexdigest()}


def _compare(article: Article, sighting: Sighting) -> dict[str, Any] | None:
    """What lists and feeds will say of the change; computed before the transaction, not in it."""
    if sighting.text is None or article.current is None or sighting.decision.outcome not in CHANGES:
        return None
    diff = compare(article.current.text, sighting.text)
    significance = assess(diff)
    return {
        "from_version": article.current,
        "from_number": article.current.number,
        "old_headline": article.current.headline,
        "headline": sighting.text.headline,
        "headline_pieces": _pieces(inline(diff, diff.headline)) if diff.headline.kind != "equal" else [],
        "words_added": diff.words_added,
        "words_removed": diff.words_removed,
        "score": significance.score,
        "minor": significance.minor,
        "silent": significance.silent,
        "kinds": list(significance.kinds),
        "reasons": list(significance.reasons),
        "summary": significance.summary,
        "excerpt": _pieces(excerpt(diff)),
    }


def _pieces(pieces: Iterable[Piece]) -> list[list[str]]:
    return [list(piece) for piece in pieces]


def _record_text(article: Article, sighting: Sighting, comparison: dict[str, Any] | None) -> dict[str, Any]:
    """Store the text and the transition to it; the article's fields that follow."""
    outcome, text = sighting.decision.outcome, sighting.text
    if text is None or outcome == Outcome.UNCHANGED:
        return {}
    if outcome == Outcome.FLAPPING:
        article.changes.filter(number=article.changes_count).update(flapping=True)
        return _now_showing(article, article.versions.get(number=sighting.decision.number), text)
    capture = _capture(article, sighting, text)
    if outcome == Outcome.RETURN:
        version = article.versions.get(number=sighting.decision.number)
    else:
        version = Version.objects.append(article, sighting.decision.number, text, capture)
    fields = _now_showing(article, version, text) | {"versions_count": article.versions.count()}
    if comparison is not None:
        fields |= _record_change(article, version, capture, comparison)
    return fields


def _capture(article: Article, sighting: Sighting, text: ArticleText) -> Capture:
    response = sighting.answer.response
    return Capture.objects.append(
        article,
        sighting.answer.arrived_at,
        response.body,
        url=response.url,
        status=response.status,
        fingerprint=fingerprint(text),
        extractor_version=EXTRACTOR_VERSION,
    )


def _now_showing(article: Article, version: Version, text: ArticleText) -> dict[str, Any]:
    """What is hidden lends the article no headline."""
    return {
        "current": version,
        "headline": article.headline if version.hidden_at else text.headline or article.headline,
        "language": text.language[:35],
        "published_at": article.published_at
        if article.current_id
        else text.published or article.published_at,
    }


def _record_change(
    article: Article, version: Version, capture: Capture, comparison: dict[str, Any]
) -> dict[str, Any]:
    seen = article.last_seen_at or article.first_seen_at
    change = Change.objects.create(
        article=article,
        source_id=article.source_id,
        number=article.changes_count + 1,
        to_version=version,
        to_number=version.number,
        capture=capture,
        not_before=min(seen, capture.fetched_at),  # a clock may have been set back
        not_after=capture.fetched_at,
        is_return=version.capture_id != capture.pk,
        **comparison,
    )
    article.changes.filter(pk=change.pk).follow_visibility()
    article.source.count(changes=1)
    return {"changes_count": change.number, "last_changed_at": change.not_after}


def _record_presence(article: Article, sighting: Sighting) -> dict[str, Any]:
    """That a removed page is back, and by which other addresses of its site it goes."""
    reached, text = sighting.answer.response.url, sighting.text
    moved = bool(sighting.answer.response.hops) and _goes_by(article, reached)
    if moved and article.current_id:
        _record_event(article, Event.Kind.REDIRECTED, sighting.answer.arrived_at, reached)
    if text is not None and urlsplit(text.canonical_url).path not in ("", "/"):
        _goes_by(article, text.canonical_url)
    if not article.removed_at:
        return {}
    _record_event(article, Event.Kind.BACK, sighting.answer.arrived_at)
    return {"removed_at": None}


def _goes_by(article: Article, url: str) -> bool:
    """Whether this is news. An address of another site, or one that no article can have (too long), is not taken."""
    if site_of(url) != site_of(article.url):
        return False
    try:
        return article.know_as(url)
    except BadUrl:
        return False


def _record_event(article: Article, kind: Event.Kind, now: datetime, detail: str = "") -> None:
    Event.objects.create(
        article=article,
        source_id=article.source_id,
        kind=kind,
        happened_at=now,
        detail=detail[:2000],
        hidden=article.hidden_at is not None,
    )
