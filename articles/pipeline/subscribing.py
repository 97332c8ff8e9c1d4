"""Adding what is polled: a source by its site or feed, an article by its address. What fails leaves nothing behind."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from articles.discovery import LONGEST_URL, BadUrl, FeedContent, FeedLink
from articles.fetching import Response
from articles.models import Article, Feed, Host, HostBusy, Source
from articles.versioning import Decision, Outcome

from .polling import track_entries
from .reading import feeds_of_page, read_article, read_feed
from .recording import Sighting, record
from .report import Refusal
from .visiting import FEEDS, PAGES, take_turn, validators_told, visit


class NotAdded(Exception):
    """Nothing was stored; the message says why and what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feed as its first poll found it."""

    url: str
    response: Response
    content: FeedContent


def add_source(url: str, now: datetime, name: str = "", slug: str = "") -> Feed:
    """A new source with the feed at `url`, or the first one that the site at `url` names; polled at once.

    Raises NotAdded.
    """
    if slug and Source.objects.filter(slug=slug).exists():
        raise NotAdded(f"There is a source with the slug {slug!r} already; choose another with --slug.")
    found = _find_feed(url, now)
    name = name or found.content.title or (urlsplit(url).hostname or "")
    with transaction.atomic():
        source = Source.objects.create(
            name=name[:200],
            slug=slug or Source.objects.free_slug(name),
            home_url=_home_of(found),
        )
        return _keep(found, source, now)


def add_feed(url: str, source: Source, now: datetime) -> Feed:
    """One more feed of a source; polled at once. Raises NotAdded."""
    found = _find_feed(url, now)
    with transaction.atomic():
        return _keep(found, source, now)


def add_article(url: str, now: datetime) -> Article:
    """Track one article without a feed, under the source of its site; checked at once. Raises NotAdded."""
    try:
        known = Article.objects.known_as(url)
        if known is not None:
            raise NotAdded(f"{known.url} is tracked already, as article {known.pk}.")
        response = _visit(url, now, PAGES)
        source = Source.objects.of_site(url)
        text = read_article(response, source.rules if source else {}, now)
    except (Refusal, BadUrl, HostBusy) as error:
        raise NotAdded(f"{url} was not added: {error}") from error
    return _keep_article(url, Sighting(response, text, Decision(Outcome.NEW_VERSION, 0), now))


def _keep_article(url: str, sighting: Sighting) -> Article:
    with transaction.atomic():
        source = Source.objects.for_site(url)
        article, made = Article.objects.track(url, source, sighting.now)
        if not (made and article.lease(sighting.now)):
            raise NotAdded(f"{url} has just been added by somebody else.")
        record(article, sighting)
    return article


def _find_feed(url: str, now: datetime) -> Found:
    try:
        _refuse_known(url)
        response = _visit(url, now, FEEDS)
        found = _feed_in(response, now)
        if isinstance(found, FeedContent):
            return Found(url, response, found)
        _refuse_known(found.url)
        response = _visit(found.url, now, FEEDS)
        return Found(found.url, response, read_feed(response, now))
    except (Refusal, BadUrl, HostBusy) as error:
        raise NotAdded(f"{url} was not added: {error}") from error


def _refuse_known(url: str) -> None:
    if len(url) > LONGEST_URL:
        raise Refusal(Outcome.FAILED, f"the address is longer than {LONGEST_URL} characters.")
    known = Feed.objects.filter(url=url).select_related("source").first()
    if known is not None:
        raise Refusal(Outcome.FAILED, f"{url} is polled already, for the source {known.source.slug!r}.")


def _feed_in(response: Response, now: datetime) -> FeedContent | FeedLink:
    """The feed that the answer is, or the first one that the page names."""
    try:
        return read_feed(response, now)
    except Refusal as refusal:
        links = feeds_of_page(response)
        if not links:
            reason = f"{refusal.reason} The page names no feed either; give the feed's own address."
            raise Refusal(Outcome.FAILED, reason) from refusal
        return links[0]


def _visit(url: str, now: datetime, accept: str) -> Response:
    host = Host.objects.for_url(url)
    take_turn(host, now)
    return visit(host, url, now, accept)


def _keep(found: Found, source: Source, now: datetime) -> Feed:
    feed = Feed(source=source, url=found.url, host=Host.objects.for_url(found.url))
    feed.title, feed.last_checked_at, feed.last_outcome = found.content.title[:1000], now, Outcome.NEW_ENTRIES
    feed.etag, feed.last_modified = validators_told(feed, found.response).values()
    feed.next_check_at = feed.next_poll(Outcome.NEW_ENTRIES, now)
    feed.save()
    track_entries(feed, found.content.entries, now)
    return feed


def _home_of(found: Found) -> str:
    parts = urlsplit(found.url)
    said = found.content.home_url
    return said if 0 < len(said) <= LONGEST_URL else f"{parts.scheme}://{parts.netloc}/"
