"""Adding what is polled: a source by its site or feed, an article by its address.

Everything is fetched and read before anything of it is stored; of a host that was reached, what politeness needs is
kept (when it is free again, its robots.txt).
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.discovery import LONGEST_URL, BadUrl, FeedContent, FeedLink, host_address
from articles.models import Article, Feed, Host, HostBusy, LeaseLost, Source
from articles.text import ArticleText
from articles.versioning import Outcome

from .deciding import State, Verdict
from .polling import track_entries
from .reading import feeds_of_page, read_article, read_feed
from .recording import Sighting, record
from .report import Clock, Postponed, Refusal
from .visiting import FEEDS, PAGES, Answer, take_turn, validators_told, visit

LONGEST_SLUG = 80


class NotAdded(Exception):
    """Nothing was stored; the message says why and what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feed as its first poll found it."""

    url: str
    answer: Answer
    content: FeedContent


def add_source(url: str, clock: Clock = timezone.now, name: str = "", slug: str = "") -> Feed:
    """A new source with the feed at `url`, or the first one that the site at `url` names; polled at once.

    Raises NotAdded.
    """
    with _told_of(url):
        _refuse_slug(slug)
        found = _find_feed(url, clock)
        name = name or found.content.title or (urlsplit(url).hostname or "")
        with transaction.atomic():
            slug = slug or Source.objects.free_slug(name)
            source = Source.objects.start(name, slug, _home_of(found))
            return _keep_feed(found, source)


def add_feed(url: str, source: Source, clock: Clock = timezone.now) -> Feed:
    """One more feed of a source; polled at once. Raises NotAdded."""
    with _told_of(url):
        found = _find_feed(url, clock)
        with transaction.atomic():
            return _keep_feed(found, source)


def add_article(url: str, clock: Clock = timezone.now) -> Article:
    """Track one article without a feed, under the source of its site; checked at once. Raises NotAdded."""
    with _told_of(url):
        _refuse_tracked(url)
        answer = _visit_now(url, clock, PAGES)
        _refuse_tracked(answer.response.url)
        source = Source.objects.of_site(url)
        text = read_article(answer, source.rules if source else {})
        return _keep_article(url, _first_sighting(answer, text))


@contextmanager
def _told_of(url: str) -> Iterator[None]:
    """Whatever goes wrong is told to the one who adds `url`."""
    try:
        yield
    except (Refusal, BadUrl, HostBusy) as error:
        _forget_host(url)
        raise NotAdded(f"{url} was not added: {error}") from error
    except (IntegrityError, LeaseLost) as error:
        raise NotAdded(f"{url} was not added: somebody else has just added the same.") from error


def _forget_host(url: str) -> None:
    """Nothing is kept of a host that was never reached."""
    with suppress(BadUrl):
        Host.objects.never_reached().filter(address=host_address(url)).delete()


def _refuse_slug(slug: str) -> None:
    try:
        validate_slug(slug or "made-from-the-name")
    except ValidationError as error:
        raise Refusal(Outcome.FAILED, "a slug consists of letters, digits, - and _ only.") from error
    if len(slug) > LONGEST_SLUG:
        raise Refusal(Outcome.FAILED, f"the slug is longer than {LONGEST_SLUG} characters.")
    if slug and Source.objects.filter(slug=slug).exists():
        raise Refusal(Outcome.FAILED, f"there is a source with the slug {slug!r} already; choose another.")


def _refuse_tracked(url: str) -> None:
    known = Article.objects.known_as(url)
    if known is not None:
        raise Refusal(Outcome.FAILED, f"{known.url} is tracked already, as article {known.pk}.")


def _refuse_polled(url: str) -> None:
    if len(url.encode()) > LONGEST_URL:
        raise Refusal(Outcome.FAILED, f"the address is longer than {LONGEST_URL} bytes.")
    known = Feed.objects.filter(url=url).select_related("source").first()
    if known is not None:
        raise Refusal(Outcome.FAILED, f"{url} is polled already, for the source {known.source.slug!r}.")


def _find_feed(url: str, clock: Clock) -> Found:
    _refuse_polled(url)
    answer = _visit_now(url, clock, FEEDS)
    found = _feed_in(answer)
    if isinstance(found, FeedContent):
        return Found(url, answer, found)
    _refuse_polled(found.url)
    answer = _visit_now(found.url, clock, FEEDS)
    return Found(found.url, answer, read_feed(answer))


def _feed_in(answer: Answer) -> FeedContent | FeedLink:
    """The feed that the answer is, or the first one that the page names."""
    try:
        return read_feed(answer)
    except Refusal as refusal:
        links = feeds_of_page(answer)
        if not links:
            reason = f"{refusal.reason} The page names no feed either; give the feed's own address."
            raise Refusal(Outcome.FAILED, reason) from refusal
        return links[0]


def _visit_now(url: str, clock: Clock, accept: str) -> Answer:
    """A visit that somebody waits for: postponed ones are made up for, for as long as a lease would last."""
    host = Host.objects.for_url(url)
    give_up = timezone.now() + settings.LEASE
    while True:
        take_turn(host, clock, patience=give_up - timezone.now())
        try:
            return visit(host, url, clock, accept)
        except Postponed as postponed:
            host.rest(postponed.until)


def _keep_feed(found: Found, source: Source) -> Feed:
    now = found.answer.arrived_at
    feed = Feed(source=source, url=found.url, host=Host.objects.for_url(found.url))
    feed.title, feed.last_checked_at, feed.last_outcome = found.content.title[:1000], now, Outcome.NEW_ENTRIES
    feed.etag, feed.last_modified = validators_told(feed, found.answer.response).values()
    feed.next_check_at = feed.next_poll(Outcome.NEW_ENTRIES, now)
    feed.save()
    track_entries(feed, found.content.entries, now)
    return feed


def _keep_article(url: str, sighting: Sighting) -> Article:
    now: datetime = sighting.answer.arrived_at
    with transaction.atomic():
        article, made = Article.objects.track(url, Source.objects.for_site(url), now)
        if not (made and article.lease(now)):
            raise LeaseLost(f"{url} is another's.")
        record(article, sighting)
    return article


def _first_sighting(answer: Answer, text: ArticleText) -> Sighting:
    state = State(text, answer.arrived_at, answer.asked_at)
    return Sighting(answer, text, Verdict(states=(state,)))


def _home_of(found: Found) -> str:
    parts = urlsplit(found.url)
    said = found.content.home_url
    return said if 0 < len(said) <= LONGEST_URL else f"{parts.scheme}://{parts.netloc}/"
