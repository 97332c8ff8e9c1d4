"""Texts that are held, read again by the rules and the extractor of today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from articles.models import Article, Candidate, Snapshot
from articles.text import ArticleText
from articles.versioning import (
    Furniture,
    fingerprint,
    pack_text,
    same,
    whole_lines,
    without_furniture,
)

from .reading import NotRead, read_snapshot, read_stored
from .report import Refusal


@dataclass(frozen=True, slots=True)
class HeldAgain:
    """A held text as it is read now; `is_none` where its page is refused now, or says what stood there before it."""

    candidate: Candidate
    text: ArticleText
    shown: ArticleText
    whole_lines: tuple[str, ...]
    is_none: bool


def reread_held(article: Article, standing: ArticleText | None, furniture: Furniture) -> Iterator[HeldAgain]:
    """What the held texts are beside the `standing` one, both as readers see them. Raises NotRead, Postponed."""
    before = standing
    for candidate in article.candidates.held().select_related("base", "capture").order_by("pk"):
        text = _read_again(article, candidate)
        shown = without_furniture(text or candidate.text, furniture)[0]
        waits_alone = candidate.kind != Candidate.Kind.UNCONFIRMED
        beside = standing if waits_alone else before
        is_none = text is None or (beside is not None and same(beside, shown))
        before = before if waits_alone or is_none else shown
        lines = whole_lines(standing, shown) if standing else ()
        yield HeldAgain(candidate, text or candidate.text, shown, tuple(lines), is_none)


def _read_again(article: Article, candidate: Candidate) -> ArticleText | None:
    """None where the page is refused now: such a page would not be held."""
    if candidate.read_by == article.source.reader:
        return candidate.text
    snapshot = Snapshot.objects.of(candidate.capture_id)
    try:
        if snapshot is None:
            return read_stored(candidate.text, article.source.rules)
        return read_snapshot(snapshot, article.source.rules)
    except NotRead:
        raise
    except Refusal:
        return None


def write_held_again(found: Iterable[HeldAgain], reader: str, now: datetime) -> None:
    """The caller holds the article's lock; what was decided meanwhile stays so."""
    for one in found:
        row = Candidate.objects.held().filter(pk=one.candidate.pk)
        if one.is_none:
            row.settle(Candidate.Verdict.DROPPED, now)
            continue
        base = one.candidate.base
        row.update(
            packed=pack_text(one.text, base.raw if base else None),
            fingerprint=fingerprint(one.shown),
            whole_lines=list(one.whole_lines),
            read_by=reader,
        )
