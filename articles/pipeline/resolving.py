"""What the desk says of a held text: that it is a state of its story, that it is none, or a rule against it."""

import re
from datetime import datetime

from django.db import transaction

from articles.extraction import SiteRules
from articles.models import PAGE_UNREAD, Article, Candidate, LeaseLost, SiteFurniture, Source
from articles.versioning import Furniture, Held, Outcome, judge, whole_lines, without_furniture

from .deciding import state_of
from .reading import NotRead
from .report import Postponed
from .rereading import catch_up
from .stating import STATE_FIELDS, comparisons_of, record_states

OFTEN_ENOUGH = 1000
"""How often a text counts as seen of which the desk says that it is a state of its story."""


class NotResolved(Exception):
    """Nothing is done; the message says why: the candidate is not held any more, or no rule can be made of it."""


def accept(candidate: Candidate, who: str, now: datetime) -> Outcome:
    """Make a held text a state of its story, with its own first sight. Raises NotResolved.

    What was held before it is settled with it, so that the story is told in the order in which its page showed it:
    those texts that people wrote, by what stands in the later ones, are states too, the others are dropped. All are
    read by the rules of today first, which may drop the candidate too.
    """
    _catch_up(candidate, now)
    with transaction.atomic():
        article = _locked(candidate)
        furniture = SiteFurniture.objects.of(article.pk, article.source_id)
        earlier = article.candidates.held().filter(pk__lt=candidate.pk)
        accepted = [*_written(article, candidate, furniture), candidate]
        outcome = _record(article, accepted, furniture)
        earlier.filter(pk__in=[one.pk for one in accepted]).settle(Candidate.Verdict.ACCEPTED, now)
        earlier.settle(Candidate.Verdict.DROPPED, now)
        _settle(article, candidate, Candidate.Verdict.ACCEPTED, who, now)
    return outcome


def _catch_up(candidate: Candidate, now: datetime) -> None:
    try:
        catch_up(Article.objects.select_related("source", "current").get(pk=candidate.article_id), now)
    except (LeaseLost, NotRead, Postponed) as error:
        raise NotResolved(
            "what is kept of the article could not be read again now; try once more."
        ) from error
    candidate.refresh_from_db()


def _written(article: Article, candidate: Candidate, furniture: Furniture) -> list[Candidate]:
    """Those of the texts which were held before the candidate that are states of the story if it is one."""
    unconfirmed = article.candidates.unconfirmed().filter(pk__lt=candidate.pk)
    chain = list(unconfirmed.select_related("base", "capture"))
    if not chain or article.current is None:
        return []
    held = [Held(without_furniture(one.text, furniture)[0], one.sightings) for one in chain]
    text = without_furniture(candidate.text, furniture)[0]
    judged = judge(
        article.current.shown(furniture),
        [*held, Held(text, OFTEN_ENOUGH)],
        text,
        trusts_lines=not furniture.lines,
    )
    return [chain[number] for number in judged.accepted if number < len(chain)]


def _record(article: Article, candidates: list[Candidate], furniture: Furniture) -> Outcome:
    """Make the texts states of the story; what the last one was."""
    states = [state_of(one) for one in candidates]
    outcome = record_states(article, states, comparisons_of(article, states, furniture), furniture)
    article.save(update_fields=STATE_FIELDS)
    return outcome or Outcome.UNCHANGED


def discard(candidate: Candidate, who: str, now: datetime) -> None:
    """Say that a held text is no state of its story. Raises NotResolved.

    The page may go on to show it: it is not held again.
    """
    with transaction.atomic():
        _settle(_locked(candidate), candidate, Candidate.Verdict.DROPPED, who, now)


def write_rule(candidate: Candidate, who: str, now: datetime) -> list[str]:
    """Leave the whole lines that came with a held text out of its source's texts from now on, and discard it.

    The patterns that were added to the source's boilerplate rules. A line that the standing text has makes none.
    Raises NotResolved, and BadRules.
    """
    with transaction.atomic():
        lines = _lines_added(_locked(candidate), candidate)
        if not lines:
            raise NotResolved("no whole line came with this text: there is nothing to write a rule from.")
        discard(candidate, who, now)
        source = Source.objects.select_for_update().get(pk=candidate.source_id)
        known = source.rules.get("boilerplate", [])
        patterns = [pattern for line in lines if (pattern := re.escape(line)) not in known]
        source.rules = {**source.rules, "boilerplate": [*known, *patterns]}
        SiteRules.parse(source.rules)
        source.save(update_fields=["rules"])
    return patterns


def _lines_added(article: Article, candidate: Candidate) -> list[str]:
    """The whole lines that the held text has beyond the standing one; none where no text stands yet."""
    if article.current is None:
        return []
    furniture = SiteFurniture.objects.of(article.pk, article.source_id)
    old, new = article.current.shown(furniture), without_furniture(candidate.text, furniture)[0]
    came = {block.text for block in new.blocks} - {block.text for block in old.blocks}
    return [line for line in whole_lines(old, new) if line in came]


def _locked(candidate: Candidate) -> Article:
    article = Article.objects.select_for_update().get(pk=candidate.article_id)
    verdict = Candidate.objects.values_list("verdict", flat=True).get(pk=candidate.pk)
    if verdict:
        raise NotResolved(f"it was {verdict} meanwhile.")
    return article


def _settle(article: Article, candidate: Candidate, verdict: str, who: str, now: datetime) -> None:
    """What is kept of the last fetch may be of either text: the next check reads the page itself."""
    Candidate.objects.filter(pk=candidate.pk).settle(verdict, now, who)
    is_held = article.candidates.held().exists()
    Article.objects.filter(pk=article.pk).update(is_held=is_held, **PAGE_UNREAD)
