"""One poll of one feed: its new entries become articles."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import transaction

from articles.discovery import Entry
from articles.models import Article, Feed
from articles.versioning import Outcome

from .reading import read_feed
from .report import Clock, Refusal, Report
from .visiting import FEEDS, validators_of, validators_told, visit


def poll_feed(feed: Feed, clock: Clock) -> Report:
    """Poll a feed that was claimed (leased, its host held), and give both back.

    Raises LeaseLost, with nothing written, where another worker has taken the feed meanwhile, and Postponed.
    """
    try:
        answer = visit(feed.host, feed.url, clock, FEEDS, validators_of(feed))
        entries = () if answer.response.status == HTTPStatus.NOT_MODIFIED else read_feed(answer).entries
    except Refusal as refusal:
        return refuse_feed(feed, refusal, clock())
    now = clock()
    with transaction.atomic():
        made = track_entries(feed, entries, now)
        outcome = Outcome.NEW_ENTRIES if made else Outcome.UNCHANGED
        _settle(feed, outcome, now, failures=0, last_error="", **validators_told(feed, answer.response))
    return Report(feed.url, outcome, f"{made} new" if made else "")


def refuse_feed(feed: Feed, refusal: Refusal, now: datetime) -> Report:
    """The next poll after one that brought nothing."""
    _settle(feed, refusal.outcome, now, failures=feed.failures + 1, last_error=refusal.reason[:500])
    return Report(feed.url, refusal.outcome, refusal.reason)


def track_entries(feed: Feed, entries: tuple[Entry, ...], now: datetime) -> int:
    """Make an article, due at once, of each entry that is not known; how many were made."""
    found = {
        entry.url: {"feed": feed, "headline": entry.title, "published_at": entry.published}
        for entry in entries
    }
    return Article.objects.track_all(found, feed.source, now)


def _settle(feed: Feed, outcome: Outcome, now: datetime, **fields: Any) -> None:
    following = {
        "next_check_at": feed.next_poll(outcome, now),
        "last_checked_at": now,
        "last_outcome": outcome,
    }
    feed.settle(**following, **fields)
