"""The feed of a site: at the address given, named by the page there, where most sites have theirs, or, as the last
resort, a news sitemap that robots.txt names. Each address is asked for once, in its host's turn.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.utils import timezone

from articles.discovery import (
    LONGEST_URL,
    BadUrl,
    FeedContent,
    FeedLink,
    guessed_feeds,
    host_address,
    same_site,
)
from articles.fetching import Validators
from articles.models import Feed, Host, HostBusy, Preview
from articles.versioning import Outcome

from .reading import NoText, feeds_of_page, read_article, read_feed
from .refusing import sitemaps_named_by
from .remembering import answer_of, renewed
from .report import Clock, Postponed, Refusal
from .visiting import FEEDS, NONE_YET, Answer, take_turn, visit

MOST_SITEMAPS = 5
"""How many of the sitemaps that a robots.txt names are looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """A feed as its first poll found it; `site` is the address from which the way to it began.

    `named` are the feeds that the page there names, where there was one; `is_chosen` says that somebody gave the feed's
    own address.
    """

    url: str
    answer: Answer
    content: FeedContent
    site: str
    named: tuple[FeedLink, ...] = ()
    is_chosen: bool = True


def find_feed(url: str, clock: Clock) -> Found:
    """The feed or sitemap at `url`, or the one that is found from there. Raises Refusal, HostBusy, BadUrl."""
    _refuse_polled(url)
    answer = _first_answer(url, clock)
    try:
        content = read_feed(answer)
    except Refusal as refusal:
        return _find_from_page(answer, refusal, clock)
    _refuse_known(answer.response.url)
    return _out_of_index(Found(url, answer, content, answer.response.url), clock)


def _first_answer(url: str, clock: Clock, give_up: datetime | None = None) -> Answer:
    """A visit, unless a look at this feed was the first one already: then what it found, or whether it still stands."""
    preview = Preview.objects.of_feed(url)
    if preview is None:
        return visit_now(url, clock, FEEDS, give_up)
    remembered = answer_of(preview)
    if preview.is_fresh(timezone.now()):
        return remembered
    answer = visit_now(url, clock, FEEDS, give_up, remembered.response.validators)
    return renewed(remembered, answer) if answer.response.status == HTTPStatus.NOT_MODIFIED else answer


def visit_now(
    url: str,
    clock: Clock,
    accept: str,
    give_up: datetime | None = None,
    validators: Validators = NONE_YET,
) -> Answer:
    """A visit that somebody waits for, until `give_up` or for as long as a lease would last: postponed ones are made
    up for.
    """
    host = Host.objects.for_url(url)
    give_up = give_up or timezone.now() + settings.LEASE
    while True:
        take_turn(host, clock, patience=give_up - timezone.now())
        try:
            return visit(host, url, clock, accept, validators)
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
        return replace(_out_of_index(_fetched(links[0].url, site, clock), clock), named=links)
    is_page = "html" in page.response.content_type.lower()
    if is_page and (found := _find_unnamed(site, clock)):
        return found
    instead = _shown_instead(page) if is_page else ""
    reason = (
        f"{refusal.reason}{instead} The page names no feed either, none was found where most sites have theirs, "
        "and robots.txt names no news sitemap; give the feed's own address."
    )
    raise Refusal(Outcome.FAILED, reason) from refusal


def _shown_instead(page: Answer) -> str:
    """Where the site serves its page to some only, that is the reason to be told."""
    try:
        read_article(page, {})
    except NoText:
        return " Without JavaScript, which Stet does not run, there is no text on it."
    except Refusal as refusal:
        return f" {refusal.reason}" if refusal.outcome == Outcome.WALLED else ""
    except Postponed:
        return ""
    return ""


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
    answer = _first_answer(url, clock, give_up)
    content = _held_to(site, read_feed(answer))
    _refuse_known(answer.response.url)
    return Found(url, answer, content, site, is_chosen=False)


def _held_to(site: str, content: FeedContent) -> FeedContent:
    if content.kind != "sitemap":
        return content
    own = tuple(entry for entry in content.entries if same_site(entry.url, site))
    return replace(content, entries=own)


def found_again(preview: Preview) -> Found:
    """What a look found, from what was remembered of it. Raises Refusal, Postponed."""
    _refuse_polled(preview.feed_url)
    answer, site, is_chosen = answer_of(preview), preview.answer["site"], preview.answer["is_chosen"]
    content = read_feed(answer)
    if not is_chosen:
        content = _held_to(site, content)
    return Found(preview.feed_url, answer, content, site, is_chosen=is_chosen)


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
