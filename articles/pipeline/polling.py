"""One poll of one feed: its new entries become articles."""

import logging
from collections import defaultdict
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, transaction

from articles.discovery import BadFilters, Entry, FeedContent, canonical_url, digest_of_all
from articles.fetching import Response
from articles.models import (
    Article,
    Feed,
    FeedCopy,
    LeaseLost,
    Listing,
    Purpose,
    SourceDay,
    lists_what_is_gone,
)
from articles.scheduling import max_age
from articles.versioning import Outcome, pack

from .reading import read_feed
from .refusing import GoneForGood, NotAnswered, NotFollowed, redirects_after
from .report import Clock, Refusal, Report
from .visiting import FEEDS, Answer, lasting_target, validators_of, validators_told, visit

logger = logging.getLogger(__name__)


def poll_feed(feed: Feed, clock: Clock) -> Report:
    """Poll a feed that was claimed (leased, its host held), and give both back.

    Raises LeaseLost, with nothing written, where another worker has taken the feed meanwhile, and Postponed.
    """
    try:
        answer = visit(feed.host, feed.visited_address, clock, FEEDS, validators_of(feed))
        content = None if answer.response.status == HTTPStatus.NOT_MODIFIED else read_feed(answer)
        _refuse_bad_filters(feed)
    except Refusal as refusal:
        return refuse_feed(feed, refusal, clock())
    try:
        return _record_poll(feed, answer, content, clock())
    except IntegrityError as error:
        if not lists_what_is_gone(error):
            raise
        raise LeaseLost(f"what feed {feed.pk} lists was merged into another article meanwhile.") from error


def _refuse_bad_filters(feed: Feed) -> None:
    """They were checked as they were written, by the rules of then."""
    try:
        feed.entry_filters  # noqa: B018 -- asked for what it raises
    except BadFilters as error:
        raise Refusal(Outcome.FAILED, f"its filters cannot be used: {error}") from error


def _record_poll(feed: Feed, answer: Answer, content: FeedContent | None, now: datetime) -> Report:
    copy = copy_of(feed, answer) if content else None
    with transaction.atomic():
        made = track_entries(feed, content.entries, now) if content else 0
        if copy:
            FeedCopy.objects.keep(copy)
        outcome = Outcome.NEW_ENTRIES if made else Outcome.UNCHANGED
        note_pace(feed, answer.response, content)
        moved = feed.after_redirects(lasting_target(answer.response), now)
        told = validators_told(feed, answer.response) | moved
        count_poll(feed, now, articles=made)
        _settle(feed, outcome, now, failures=0, last_error="", missing_since=None, **told)
    return Report(feed.url, outcome, f"{made} new" if made else "")


def copy_of(feed: Feed, answer: Answer) -> FeedCopy:
    """What its last whole answer is to be kept as."""
    response = answer.response
    told = {"url": response.url, "content_type": response.content_type[:200], "packed": pack(response.body)}
    return FeedCopy(feed=feed, fetched_at=answer.arrived_at, **told)


def refuse_feed(feed: Feed, refusal: Refusal, now: datetime) -> Report:
    """The next poll after one that brought nothing."""
    fields = redirects_after(feed, refusal)
    if isinstance(refusal, NotFollowed) and not feed.led_to:
        fields["next_check_at"] = now  # its host's gap is all that it waits for
    if not isinstance(refusal, NotAnswered):
        fields |= feed.after_failure(refusal.outcome, now, isinstance(refusal, GoneForGood))
    with transaction.atomic():
        count_poll(feed, now, failures=1)
        _settle(
            feed, refusal.outcome, now, failures=feed.failures + 1, last_error=refusal.reason[:500], **fields
        )
    return Report(feed.url, refusal.outcome, refusal.reason)


def count_poll(feed: Feed, now: datetime, **came: int) -> None:
    """What the poll cost its source, and what `came` of it."""
    purpose: Purpose = "sitemap_polls" if feed.kind == Feed.Kind.SITEMAP else "feed_polls"
    SourceDay.objects.add(feed.source, now, **{purpose: 1, **came})


def note_pace(feed: Feed, response: Response, content: FeedContent | None) -> None:
    """How often the feed asks to be polled; `content` is None where it was known to be what it was before."""
    ttl = content.ttl if content else None
    feed.note_pace(max_age(response.headers.get("Cache-Control", "")), ttl, is_whole=content is not None)


def track_entries(feed: Feed, entries: tuple[Entry, ...], now: datetime) -> int:
    """Make an article, due at once, of each entry that is not known and passes the feed's filters; how many were made.
    Of known ones, whatever the filters say, keep what the feed says of them, at all addresses together, and follow its
    hints.
    """
    filters = feed.entry_filters
    digests = {canonical_url(entry.url): entry.digest for entry in entries}
    known = Article.objects.known_by(digests)
    found = {
        entry.url: {"feed": feed, "headline": entry.title, "published_at": entry.published}
        for entry in entries
        if entry.is_news and filters.keep(entry)
    }
    made = Article.objects.track_all(found, feed.source, now, known)
    said: dict[int, set[str]] = defaultdict(set)
    for url, digest in digests.items():
        if url in known:
            said[known[url]].add(digest)
    _follow_hints(feed, {pk: digest_of_all(of_one) for pk, of_one in said.items()}, now)
    return made


def _follow_hints(feed: Feed, digests: dict[int, str], now: datetime) -> None:
    """Have articles looked at of which the feed says something new, as far as its source's hints are worth it."""
    hints = Listing.objects.follow(feed, digests)
    Article.objects.hint((pk for pk, digest in hints.items() if feed.source.trusts_hint(digest)), now)


def _settle(feed: Feed, outcome: Outcome, now: datetime, **fields: Any) -> None:
    following = {
        "next_check_at": feed.next_poll(outcome, now),
        "last_checked_at": now,
        "last_outcome": outcome,
        "asked_interval": feed.asked_interval,
        "stopped": "",
    }
    feed.settle(**following | fields)
    if feed.stopped:
        logger.warning("Feed %s is not polled any more: %a", feed.pk, feed.stopped)
