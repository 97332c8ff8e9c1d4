"""Rules of a source that are not written yet, tried on pages that are kept; and what their writing sets going."""

import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from articles.models import Article, Reextraction, Snapshot, Source
from articles.text import ArticleText

from .reading import read_snapshot
from .report import Postponed, Refusal
from .rereading import reextract

RECENT = 15
TRIED_WITHIN = timedelta(seconds=12)
"""For so long a dry run may take while somebody waits; the articles that it did not come to are counted."""
MOST_TOLD = 40
NOTHING = ArticleText("")


@dataclass(frozen=True, slots=True)
class Trial:
    """The text of a page by some rules, or in `refused` why it has none; then `text` is NOTHING."""

    text: ArticleText
    refused: str = ""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What rules would make of the first `seen` of a source's `total` articles, nothing written; `news` are the first
    lines of what would read otherwise.
    """

    seen: int
    total: int
    otherwise: int
    superseded: int
    skipped: int
    news: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return self.seen >= self.total


def recent_pages(source: Source) -> list[Snapshot]:
    """The pages that are kept of what stands in the articles tracked last."""
    articles = Article.objects.filter(source=source).exclude(current=None).order_by("-first_seen_at", "-pk")
    captures = list(articles.values_list("current__capture", flat=True)[: 2 * RECENT])
    pages = Snapshot.objects.filter(capture__in=captures).select_related("capture__article")
    return list(pages.defer("packed").order_by("-capture__fetched_at")[:RECENT])


def try_rules(snapshot: Snapshot, rules: Mapping[str, Any]) -> Trial:
    """The text of a page that is kept, by these rules."""
    try:
        return Trial(read_snapshot(snapshot, rules))
    except Refusal as refusal:
        return Trial(NOTHING, refusal.reason)
    except Postponed:
        return Trial(NOTHING, "No parsing process was free; try once more.")


def dry_run(
    source: Source, rules: Mapping[str, Any], now: datetime, within: timedelta = TRIED_WITHIN
) -> DryRun:
    """Read what is kept of the source by these rules, as far as there is time, and write nothing."""
    ends = time.monotonic() + within.total_seconds()
    otherwise = superseded = skipped = 0
    news: list[str] = []
    seen = total = Article.objects.filter(source=source).exclude(current=None).count()
    with closing(reextract(source, "", "", now, dry_run=True, rules=rules)) as run:
        for step in run:
            if step.found is None:
                skipped += 1
            else:
                otherwise += step.found.readings
                superseded += step.found.superseded
                news += map(str, step.found.news[: MOST_TOLD - len(news)])
            if time.monotonic() > ends:
                seen = step.done
                break
    return DryRun(seen, total, otherwise, superseded, skipped, tuple(news))


def change_rules(
    source: Source, rules: Mapping[str, Any], who: str, reason: str, now: datetime
) -> Reextraction:
    """Write the rules, and have all that is kept of the source read again by them, little by little, by the workers.

    The entry tells of it who asked and why, and how far it is.
    """
    with transaction.atomic():
        Source.objects.select_for_update().get(pk=source.pk)
        source.rules, source.unmatched_rules = dict(rules), {}
        source.save(update_fields=["rules", "unmatched_rules"])
        Source.objects.filter(pk=source.pk).tell_articles_again()
        Reextraction.objects.under_way(source).update(finished_at=now)
        return Reextraction.objects.create(
            source=source, who=who, reason=reason, started_at=now, by_workers=True
        )
