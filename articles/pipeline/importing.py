"""Subscriptions from a list (OPML): stored as due at once and fetched by the workers, each host at its pace."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from articles.discovery import LONGEST_URL, BadUrl, ListedFeed, ListedSource, canonical_url, site_of
from articles.fetching import FetchError, refuse_address
from articles.models import Feed, Host, Source

from .reading import read_opml
from .report import Postponed, Refusal
from .subscribing import NotAdded, is_slug


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of one feed of the list, `said` in a line; `feed` is the one that was added."""

    url: str
    outcome: Literal["added", "known", "refused"]
    said: str
    feed: Feed | None = None

    def __str__(self) -> str:
        return f"{self.outcome:<8} {self.url}  ({self.said})"


def import_opml(body: bytes, now: datetime) -> Iterator[Imported]:
    """Add the feeds of a list that are not polled yet; what came of each as it is stored. Nothing is fetched.

    A feed goes to the source that the list names for it, else to that of the site of its home page, else to that of its
    own site; where there is none, that is made. Raises NotAdded where the bytes are no list.
    """
    try:
        listed = read_opml(body)
    except (Refusal, Postponed) as error:
        said = str(error) if isinstance(error, Refusal) else "no parsing process was free; try once more."
        raise NotAdded(f"Nothing was imported: {said}") from error
    return (_imported(feed, source, now) for feed, source in listed)


def _imported(listed: ListedFeed, named: ListedSource | None, now: datetime) -> Imported:
    shown = listed.url[:LONGEST_URL]
    try:
        _refuse(listed.url)
        if known := Feed.objects.filter(url=listed.url).select_related("source").first():
            return Imported(shown, "known", f"it is polled already, for {known.source.name}")
        with transaction.atomic():
            feed = _keep(listed, _source_of(listed, named), now)
    except (BadUrl, FetchError, Refusal) as error:
        return Imported(ascii(shown)[1:-1], "refused", getattr(error, "reason", str(error)))
    except IntegrityError:
        return Imported(shown, "known", "somebody else has just added it")
    waits = "paused, as it was" if listed.paused else "due at once"
    return Imported(shown, "added", f"for {feed.source.name}; {waits}", feed)


def _refuse(url: str) -> None:
    """By the rules for every address that is fetched. Raises BadUrl, BadAddress, AddressRefused."""
    if len(url.encode("utf-8", "replace")) > LONGEST_URL:
        raise BadUrl(f"it is longer than {LONGEST_URL} bytes")
    canonical_url(url)
    refuse_address(url, settings.FETCH_ALLOW_NETS)


def _keep(listed: ListedFeed, source: Source, now: datetime) -> Feed:
    feed = Feed(source=source, url=listed.url, host=Host.objects.for_url(listed.url), kind=listed.kind)
    feed.title, feed.paused = listed.title[:1000], listed.paused
    feed.next_check_at = None if listed.paused else now
    feed.save()
    return feed


def _source_of(listed: ListedFeed, named: ListedSource | None) -> Source:
    if named is not None and is_slug(named.slug):
        known = Source.objects.filter(slug=named.slug).first()
        return known or Source.objects.start(named.name or named.slug, named.slug, _home(named.home_url))
    home = _home(named.home_url if named else "") or _home(listed.home_url) or _home_of_feed(listed.url)
    name = (named.name if named else "") or listed.title or site_of(home)
    return Source.objects.of_site(home) or Source.objects.start(name, "", home)


def _home(url: str) -> str:
    """It is shown as a link: "" where it is no address."""
    try:
        return url if len(canonical_url(url)) and len(url) <= LONGEST_URL else ""
    except BadUrl:
        return ""


def _home_of_feed(url: str) -> str:
    parts = urlsplit(canonical_url(url))
    return f"{parts.scheme}://{parts.netloc}/"
