"""The feed of a site: at the address given, named by the page there, where most sites have theirs, or, as the last
resort, a news sitemap that robots.txt names. Each address is asked for once, in its host's turn.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from articles.discovery import LONGEST_URL, BadUrl, FeedContent, guessed_feeds, host_address, same_site
from articles.models import Feed, Host, HostBusy
from articles.versioning import Outcome

from .reading import feeds_of_page, read_feed
from .refusing import sitemaps_named_by
from .report import Clock, Postponed, Refusal
from .visiting import FEEDS, Answer, take_turn, visit

MOST_SITEMAPS = 5
"""How many of the sitemaps that a robots.txt names are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feed as its first poll found it; `site` is the address from which the way to it began."""

    url: str
    answer: Answer
    content: FeedContent
    site: str


def find_feed(url: str, clock: Clock) -> Found:
    """The feed or sitemap at `url`, or the one that is found from there. Raises Refusal, HostBusy, BadUrl."""
    _refuse_polled(url)
    answer = visit_now(url, clock, FEEDS)
    try:
        content = read_feed(answer)
    except Refusal as refusal:
        return _find_from_page(answer, refusal, clock)
    _refuse_known(answer.response.url)
    return _out_of_index(Found(url, answer, content, answer.response.url), clock)


def visit_now(url: str, clock: Clock, accept: str, give_up: datetime | None = None) -> Answer:
    """A visit that somebody waits for, until `give_up` or for as long as a lease would last: postponed ones are made
    up for.
    """
    host = Host.objects.for_url(url)
    give_up = give_up or timezone.now() + settings.LEASE
    while True:
        take_turn(host, clock, patience=give_up - timezone.now())
        try:
            return visit(host, url, clock, accept)
        except Postponed as postponed:
            host.rest(postponed.until)


def forget_host(url: str) -> None:
    """Nothing is kept of a host that was never reached."""
    with suppress(BadUrl):
        Host.objects.never_reached().filter(address=host_address(url)).delete()


def _refuse_polled(url: str) -> None:
    if len(url.encode()) > LONGEST_URL:
        raise Refusal(Outcome.FAILED, f"the address is longer than {LONGEST_URL} bytes.")
    _refuse_known(url)


def _refuse_known(url: str) -> None:
    known = Feed.objects.filter(url=url).select_related("source").first()
    if known is not None:
        raise Refusal(Outcome.FAILED, f"{url} is polled already, for the source {known.source.slug!r}.")


def _find_from_page(page: Answer, refusal: Refusal, clock: Clock) -> Found:
    site = page.response.url
    if links := feeds_of_page(page):
        _refuse_polled(links[0].url)
        return _out_of_index(_fetched(links[0].url, site, clock), clock)
    is_page = "html" in page.response.content_type.lower()
    if is_page and (found := _find_unnamed(site, clock)):
        return found
    reason = (
        f"{refusal.reason} The page names no feed either, none was found where most sites have theirs, "
        "and robots.txt names no news sitemap; give the feed's own address."
    )
    raise Refusal(Outcome.FAILED, reason) from refusal


def _find_unnamed(site: str, clock: Clock) -> Found | None:
    guesses = [link.url for link in guessed_feeds(site)]
    named = sitemaps_named_by(Host.objects.for_url(site))
    likeliest = sorted(named, key=lambda url: "news" not in url.lower())[:MOST_SITEMAPS]
    tried = _tried([*guesses, *likeliest], site, clock)
    return next((found for found in tried if any(entry.is_news for entry in found.content.entries)), None)


def _tried(urls: Iterable[str], site: str, clock: Clock) -> Iterator[Found]:
    """What is there, as far as there is time. Nobody chose these addresses: what they refuse is not told."""
    give_up = timezone.now() + settings.LEASE
    for url in urls:
        _refuse_polled(url)
        try:
            found = _out_of_index(_fetched(url, site, clock, give_up), clock, give_up)
        except HostBusy:
            return
        except (Refusal, BadUrl):
            forget_host(url)
        else:
            yield found


def _fetched(url: str, site: str, clock: Clock, give_up: datetime | None = None) -> Found:
    """What is at an address that nobody chose. A sitemap is held to the pages of the site (sitemaps.org): else whoever
    is named by its robots.txt, or by an index, could fill the source.
    """
    answer = visit_now(url, clock, FEEDS, give_up)
    content = read_feed(answer)
    _refuse_known(answer.response.url)
    if content.kind == "sitemap":
        own = tuple(entry for entry in content.entries if same_site(entry.url, site))
        content = replace(content, entries=own)
    return Found(url, answer, content, site)


def _out_of_index(found: Found, clock: Clock, give_up: datetime | None = None) -> Found:
    """Of an index of sitemaps the one that is the likeliest to list news, one level down; else what was found."""
    if found.content.kind != "index":
        return found
    named = next(iter(found.content.sitemaps), "")
    if not named:
        raise Refusal(Outcome.FAILED, "it is an index of sitemaps that names none.")
    _refuse_polled(named)
    listed = _fetched(named, found.site, clock, give_up)
    if listed.content.kind == "index":
        raise Refusal(
            Outcome.FAILED, f"{named} is one more index of sitemaps; give the address of a sitemap."
        )
    return listed
