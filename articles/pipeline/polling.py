"""One poll of one feed: its new entries become articles."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import transaction

from articles.discovery import Entry, canonical_url
from articles.models import Article, Feed
from articles.versioning import Outcome

from .reading import read_feed
from .report import Refusal, Report
from .visiting import FEEDS, validators_of, validators_told, visit


def poll_feed(feed: Feed, now: datetime) -> Report:
    """Poll a feed that was claimed (leased, its host held), and give both back.

    Raises LeaseLost, with nothing written, where another worker has taken the feed meanwhile.
    """
    try:
        response = visit(feed.host, feed.url, now, FEEDS, validators_of(feed))
        entries = () if response.status == HTTPStatus.NOT_MODIFIED else read_feed(response, now).entries
    except Refusal as refusal:
        return refuse_feed(feed, refusal, now)
    with transaction.atomic():
        made = track_entries(feed, entries, now)
        outcome = Outcome.NEW_ENTRIES if made else Outcome.UNCHANGED
        _settle(feed, outcome, now, failures=0, last_error="", **validators_told(feed, response))
    return Report(feed.url, outcome, f"{made} new" if made else "")


def refuse_feed(feed: Feed, refusal: Refusal, now: datetime) -> Report:
    """The next poll after one that brought nothing."""
    _settle(feed, refusal.outcome, now, failures=feed.failures + 1, last_error=refusal.reason[:500])
    return Report(feed.url, refusal.outcome, refusal.reason)


def track_entries(feed: Feed, entries: tuple[Entry, ...], now: datetime) -> int:
    """Make an article, due at once, of each entry that is not known; how many were made."""
    unknown = {canonical_url(entry.url): entry for entry in reversed(entries)}
    for url in Article.objects.known_urls(unknown):
        del unknown[url]
    return sum(_track(feed, entry, now) for entry in unknown.values())


def _track(feed: Feed, entry: Entry, now: datetime) -> bool:
    known = {"feed": feed, "headline": entry.title, "published_at": entry.published}
    return Article.objects.track(entry.url, feed.source, now, **known)[1]


def _settle(feed: Feed, outcome: Outcome, now: datetime, **fields: Any) -> None:
    following = {
        "next_check_at": feed.next_poll(outcome, now),
        "last_checked_at": now,
        "last_outcome": outcome,
    }
    feed.settle(**following, **fields)
