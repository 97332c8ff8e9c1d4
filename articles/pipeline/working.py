"""What workers do, in whatever process: claim what is due, and work on what was claimed."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from articles.models import Article, Claim, Feed, LeaseLost
from articles.versioning import Outcome

from .checking import check_article
from .counting import count_visit, hand_over
from .polling import poll_feed, refuse_feed
from .recording import refuse_article
from .report import Clock, Postponed, Refusal, Report, line_of

logger = logging.getLogger(__name__)


def claim_due(
    now: datetime, limit: int, since: datetime | None = None
) -> Sequence[Claim[Feed] | Claim[Article]]:
    """Lease up to `limit` due rows, feeds first, each with its host held; of a pass that began at `since`, only rows
    that it has not visited yet.
    """
    feeds = Feed.objects.claim(now, limit, since)
    return [*feeds, *Article.objects.claim(now, limit - len(feeds), since)]


def work_on(row: Feed | Article, clock: Clock) -> Report | None:
    """Poll or check what was claimed; None where it was postponed, or the lease lost and the right to write with it.

    What it came to is a line of the log, and counted.
    """
    begun = time.monotonic()
    try:
        report = _visit(row, clock)
    except LeaseLost as lost:  # by whatever was to be written, be it a fault
        logger.warning("%s Nothing was written; it stays due.", lost)
        return None
    if report is not None:
        seconds = time.monotonic() - begun
        logger.info("%s", line_of(row, report, seconds))
        count_visit(report.outcome, seconds)
        hand_over()
    return report


def _visit(row: Feed | Article, clock: Clock) -> Report | None:
    try:
        return poll_feed(row, clock) if isinstance(row, Feed) else check_article(row, clock)
    except Postponed as postponed:
        row.host.rest(postponed.until)
        row.give_back()
        return None
    except LeaseLost:
        raise
    # A fault of ours on one page must not stop the others, nor come back at every lease's end.
    except Exception:
        logger.exception("A visit to %s %s failed.", type(row).__name__, row.pk)
        return _record_fault(row, clock())


def _record_fault(row: Feed | Article, now: datetime) -> Report:
    fault = Refusal(Outcome.FAILED, "internal error; the log has its trace.")
    return refuse_feed(row, fault, now) if isinstance(row, Feed) else refuse_article(row, fault, now)
