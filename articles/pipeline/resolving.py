"""What the desk says of a held text: that it is a state of its story, that it is none, or a rule against it."""

import re
from datetime import datetime

from django.db import transaction

from articles.extraction import SiteRules
from articles.models import Article, Candidate, SiteFurniture, Source
from articles.versioning import Outcome

from .deciding import State
from .stating import STATE_FIELDS, comparisons_of, record_state


class NotResolved(Exception):
    """The candidate is not held any more; the message says what became of it."""


def accept(candidate: Candidate, who: str, now: datetime) -> Outcome:
    """Make a held text a state of its story, with its own first sight. Raises NotResolved."""
    with transaction.atomic():
        article = _locked(candidate)
        furniture = SiteFurniture.objects.of(article.pk, article.source_id)
        state = State(candidate.text, candidate.first_seen_at, candidate.last_seen_at, candidate)
        [comparison] = comparisons_of(article, [state], furniture)
        outcome = record_state(article, state, candidate.capture, furniture, comparison)
        article.save(update_fields=STATE_FIELDS)
        _settle(article, candidate, Candidate.Verdict.ACCEPTED, who, now)
    return outcome


def discard(candidate: Candidate, who: str, now: datetime) -> None:
    """Say that a held text is no state of its story. Raises NotResolved."""
    with transaction.atomic():
        _settle(_locked(candidate), candidate, Candidate.Verdict.DROPPED, who, now)


def write_rule(candidate: Candidate, who: str, now: datetime) -> list[str]:
    """Leave the whole lines that came with a held text out of its source's texts from now on, and discard it.

    The patterns that were added to the source's boilerplate rules. Raises NotResolved, and BadRules.
    """
    lines = [line for line in candidate.whole_lines if not line.startswith("place: ")]
    if not lines:
        raise NotResolved("no whole line came or went with this text: there is nothing to write a rule from.")
    with transaction.atomic():
        discard(candidate, who, now)
        source = Source.objects.select_for_update().get(pk=candidate.source_id)
        known = source.rules.get("boilerplate", [])
        patterns = [pattern for line in lines if (pattern := re.escape(line)) not in known]
        source.rules = {**source.rules, "boilerplate": [*known, *patterns]}
        SiteRules.parse(source.rules)
        source.save(update_fields=["rules"])
    return patterns


def _locked(candidate: Candidate) -> Article:
    article = Article.objects.select_for_update().get(pk=candidate.article_id)
    verdict = Candidate.objects.values_list("verdict", flat=True).get(pk=candidate.pk)
    if verdict:
        raise NotResolved(f"it was {verdict} meanwhile.")
    return article


def _settle(article: Article, candidate: Candidate, verdict: str, who: str, now: datetime) -> None:
    Candidate.objects.filter(pk=candidate.pk).settle(verdict, now, who)
    Article.objects.filter(pk=article.pk).update(is_held=article.candidates.held().exists())
