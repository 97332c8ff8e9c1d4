"""What one more sight of an article's page means, by all that is kept of the article."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from articles.models import Article, Candidate, Capture, FurnitureSign, SiteFurniture, Version
from articles.text import ArticleText
from articles.versioning import (
    Furniture,
    Held,
    Judgement,
    Sign,
    fingerprint,
    is_alike,
    is_one_kind,
    judge,
    judge_gone,
    same,
    suspicion,
    whole_lines,
    without_furniture,
)

from .visiting import Answer

SOFT_404_PAGES = 2
"""One text at so many other addresses of a host is no story, but what the host says instead of one."""


@dataclass(frozen=True, slots=True)
class State:
    """A text that the article's page showed, when it was first and last seen, in what, and which candidate it was."""

    text: ArticleText
    first_seen_at: datetime
    last_seen_at: datetime
    seen: Answer | Capture
    candidate: Candidate | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """That the new text is to be kept as a candidate; `whole_lines` are what came and went in it (see there)."""

    kind: Candidate.Kind
    whole_lines: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`states` are to be recorded in their order, `dropped` are none; `again` is the candidate that was seen once more,
    `hold` says that the new text becomes one, `is_discarded` that the desk said before that it is none. Nothing of
    all: the page shows what it showed.
    """

    states: tuple[State, ...] = ()
    dropped: tuple[Candidate, ...] = ()
    again: Candidate | None = None
    hold: Hold | None = None
    is_discarded: bool = False
    signs: tuple[Sign, ...] = ()
    furniture: Furniture = field(default_factory=Furniture)


NOTHING_NEW = Verdict()


def decide_on(article: Article, answer: Answer, text: ArticleText) -> Verdict:
    """What the article's page means that shows `text` now."""
    furniture = SiteFurniture.objects.of(article.pk, article.source_id)
    held = list(article.candidates.held().select_related("base", "capture")) if article.is_held else []
    return _Case(article, held, furniture, state_now(text, answer)).verdict()


def decide_gone(article: Article) -> Verdict:
    """What was held of an article's page that is gone: states in their order, or nothing."""
    held = list(article.candidates.unconfirmed().select_related("base", "capture"))
    if article.current is None or not held:
        return NOTHING_NEW
    furniture = SiteFurniture.objects.of(article.pk, article.source_id)
    texts = [Held(without_furniture(one.text, furniture)[0], one.sightings) for one in held]
    states = judge_gone(article.current.shown(furniture), texts)
    return Verdict(
        states=tuple(state_of(held[number]) for number in states),
        dropped=tuple(one for number, one in enumerate(held) if number not in states),
        furniture=furniture,
    )


class _Case:
    def __init__(self, article: Article, held: Sequence[Candidate], furniture: Furniture, now: State) -> None:
        self.article, self.furniture, self.now = article, furniture, now
        self.waiting = [one for one in held if one.kind != Candidate.Kind.UNCONFIRMED]
        self.chain = [one for one in held if one.kind == Candidate.Kind.UNCONFIRMED]
        self.seen = self._shown(now.text)
        self.standing = article.current.shown(furniture) if article.current else None

    def verdict(self) -> Verdict:
        if known := self._known():
            return self._waits(known)
        if self._was_discarded():
            return self._discarded()
        if reason := self._suspicion():
            return self._suspected(reason)
        if self.standing is None:
            return Verdict(states=(self.now,), dropped=tuple(self.waiting), furniture=self.furniture)
        texts = [Held(self._shown(one.text), one.sightings) for one in self.chain]
        return self._judged(
            self.standing, judge(self.standing, texts, self.seen, trusts_lines=not self.furniture.lines)
        )

    def _known(self) -> Candidate | None:
        """The suspect or drifted text that this is, seen again."""
        mark = fingerprint(self.seen)
        return next((one for one in self.waiting if one.fingerprint == mark), None)

    def _waits(self, known: Candidate) -> Verdict:
        """A suspect that has stayed is a state; what differs from it in details is held like every edit."""
        if not known.has_stayed(self.now.first_seen_at):
            return Verdict(again=known, furniture=self.furniture)
        others = [one for one in self.waiting if one != known]
        verdict = Verdict(states=(state_of(known),), dropped=(*self.chain, *others), furniture=self.furniture)
        if same(self._shown(known.text), self.seen):
            return verdict
        return replace(verdict, hold=Hold(Candidate.Kind.UNCONFIRMED))

    def _was_discarded(self) -> bool:
        if self.standing is not None and same(self.standing, self.seen):
            return False
        return self.article.candidates.discarded().filter(fingerprint=fingerprint(self.seen)).exists()

    def _discarded(self) -> Verdict:
        return Verdict(is_discarded=True, furniture=self.furniture)

    def _suspected(self, reason: str) -> Verdict:
        """One suspect of a kind is held; what differs from it in details is that one, seen again."""
        suspects = self.article.candidates.filter(kind=Candidate.Kind.SUSPECT)
        discarded = suspects.discarded().select_related("base").order_by("-pk").first()
        if discarded and is_alike(self._shown(discarded.text), self.seen):
            return self._discarded()
        held = [one for one in self.waiting if one.kind == Candidate.Kind.SUSPECT]
        held = [one for one in held if is_one_kind(one.reason, reason)]
        alike = [one for one in held if is_alike(self._shown(one.text), self.seen)]
        return self._waits(alike[0]) if alike else self._hold(Candidate.Kind.SUSPECT, reason, held)

    def _suspicion(self) -> str:
        is_known = self.standing is not None and same(self.standing, self.seen)
        if not is_known and Version.objects.stands_elsewhere(self.article, self.seen) >= SOFT_404_PAGES:
            return "the same text stands at several addresses of this host."
        return suspicion(self.standing, self.seen) if self.standing else ""

    def _judged(self, standing: ArticleText, judged: Judgement) -> Verdict:
        signs = tuple(FurnitureSign.objects.unreleased(self.article, judged.signs)) if judged.signs else ()
        self.furniture |= Furniture.of((sign.kind, sign.key) for sign in signs)
        states = [state_of(self.chain[number]) for number in judged.accepted]
        states += [self.now] if judged.sighting == "certain" else []
        lines = {line for state in states for line in whole_lines(standing, self._shown(state.text))}
        if Candidate.objects.drifts(self.article, lines, self.now.first_seen_at):
            drift = self._hold(
                Candidate.Kind.DRIFT, "many articles of this source shifted alike.", self.chain
            )
            return replace(drift, signs=signs)
        verdict = Verdict(
            states=tuple(states),
            dropped=tuple(self.chain[number] for number in judged.dropped),
            again=self.chain[-1] if judged.sighting == "again" else None,
            signs=signs,
            furniture=self.furniture,
        )
        if judged.sighting == "new":
            return replace(verdict, hold=self._held_as(Candidate.Kind.UNCONFIRMED))
        if judged.sighting == "stands":  # what was suspect or drifted is gone from the page
            return replace(verdict, dropped=(*verdict.dropped, *self.waiting))
        return verdict

    def _hold(self, kind: Candidate.Kind, reason: str, dropped: Sequence[Candidate] = ()) -> Verdict:
        return Verdict(dropped=tuple(dropped), hold=self._held_as(kind, reason), furniture=self.furniture)

    def _held_as(self, kind: Candidate.Kind, reason: str = "") -> Hold:
        lines = whole_lines(self.standing, self._shown(self.now.text)) if self.standing else ()
        return Hold(kind, tuple(lines), reason)

    def _shown(self, text: ArticleText) -> ArticleText:
        return without_furniture(text, self.furniture)[0]


def state_of(candidate: Candidate) -> State:
    """A held text as a state of its story."""
    return State(
        candidate.text, candidate.first_seen_at, candidate.last_seen_at, candidate.capture, candidate
    )


def state_now(text: ArticleText, answer: Answer) -> State:
    """What the page shows at this visit."""
    return State(text, answer.arrived_at, answer.asked_at, answer)
