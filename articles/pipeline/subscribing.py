"""Adding what is polled: a source by its site or feed, an article by its address.

Everything is fetched and read before anything of it is stored; of a host that was reached, what politeness needs is
kept (when it is free again, its robots.txt).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.discovery import LONGEST_URL, BadUrl
from articles.models import Article, Feed, FeedCopy, Host, HostBusy, LeaseLost, Preview, Source
from articles.text import ArticleText
from articles.versioning import Outcome

from .deciding import Verdict, state_now
from .finding import Found, find_feed, forget_host, found_again, visit_now
from .merging import named_by_page
from .polling import copy_of, count_poll, note_pace, track_entries
from .reading import read_article
from .recording import Sighting, record
from .report import Clock, Postponed, Refusal
from .visiting import PAGES, Answer, validators_told

LONGEST_SLUG = 80


class NotAdded(Exception):
    """Nothing was stored; the message says why and what to do, in one line."""


def add_source(url: str, clock: Clock = timezone.now, name: str = "", slug: str = "") -> Feed:
    """A new source with the feed or sitemap at `url`, or the one that is found for the site at `url`; polled at once.

    Raises NotAdded.
    """
    with told_of(url):
        _refuse_slug(slug)
        found = find_feed(url, clock)
        name = name or found.content.title or (urlsplit(url).hostname or "")
        with transaction.atomic():
            source = Source.objects.start(name, slug, home_of(found))
            return _keep_feed(found, source)


def add_feed(url: str, source: Source, clock: Clock = timezone.now) -> Feed:
    """One more feed of a source; polled at once. Raises NotAdded."""
    with told_of(url):
        found = find_feed(url, clock)
        with transaction.atomic():
            return _keep_feed(found, source)


def add_previewed(preview: Preview, source: Source | None = None, name: str = "", slug: str = "") -> Feed:
    """The feed that a look found, as it was fetched then: of this source, or of a new one. Raises NotAdded."""
    with told_of(preview.wanted):
        _refuse_slug(slug)
        found = found_again(preview)
        name = name or found.content.title or (urlsplit(found.site).hostname or "")
        with transaction.atomic():
            return _keep_feed(found, source or Source.objects.start(name, slug, home_of(found)))


def add_article(url: str, clock: Clock = timezone.now) -> Article:
    """Track one article without a feed, under the source of its site; checked at once. Raises NotAdded."""
    with told_of(url):
        _refuse_tracked(url)
        answer = visit_now(url, clock, PAGES)
        _refuse_tracked(answer.response.url)
        source = Source.objects.of_site(url)
        text = read_article(answer, source.rules if source else {})
        _refuse_known(named_by_page(url, answer, text))
        return _keep_article(url, _first_sighting(answer, text))


@contextmanager
def told_of(
    url: str, said: str = "was not added", in_words: Callable[[Exception], str] = str
) -> Iterator[None]:
    """Whatever goes wrong is told to the one who adds `url`, or looks whether it can be."""
    try:
        yield
    except (Refusal, BadUrl, HostBusy) as error:
        forget_host(url)
        raise NotAdded(f"{url} {said}: {in_words(error)}") from error
    except Postponed as error:
        raise NotAdded(f"{url} {said}: no parsing process was free. Try once more.") from error
    except (IntegrityError, LeaseLost) as error:
        raise NotAdded(f"{url} was not added: somebody else has just added the same.") from error


def is_slug(text: str) -> bool:
    try:
        validate_slug(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST_SLUG


def _refuse_slug(slug: str) -> None:
    if slug and not is_slug(slug):
        told = "a slug consists of letters, digits, - and _ only"
        told += (
            f", and this one is longer than {LONGEST_SLUG} characters." if len(slug) > LONGEST_SLUG else "."
        )
        raise Refusal(Outcome.FAILED, told)
    if slug and Source.objects.filter(slug=slug).exists():
        raise Refusal(Outcome.FAILED, f"there is a source with the slug {slug!r} already; choose another.")


def _refuse_tracked(url: str) -> None:
    _refuse_known(Article.objects.known_as(url))


def _refuse_known(known: Article | None) -> None:
    if known is not None:
        raise Refusal(Outcome.FAILED, f"{known.url} is tracked already, as article {known.pk}.")


def _keep_feed(found: Found, source: Source) -> Feed:
    now, response = found.answer.arrived_at, found.answer.response
    feed = Feed(source=source, url=found.url, host=Host.objects.for_url(found.url), kind=found.content.kind)
    feed.title, feed.last_checked_at, feed.last_outcome = found.content.title[:1000], now, Outcome.NEW_ENTRIES
    for name, value in validators_told(feed, response).items():
        setattr(feed, name, value)
    note_pace(feed, response, found.content)
    feed.next_check_at = feed.next_poll(Outcome.NEW_ENTRIES, now)
    feed.save()
    Preview.objects.filter(feed_url=feed.url).delete()
    FeedCopy.objects.keep(copy_of(feed, found.answer))
    made = track_entries(feed, found.content.entries, now)
    count_poll(feed, now, articles=made)
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
    return Sighting(answer, text, Verdict(states=(state_now(text, answer),)))


def home_of(found: Found) -> str:
    parts = urlsplit(found.site)
    said = found.content.home_url
    return said if 0 < len(said) <= LONGEST_URL else f"{parts.scheme}://{parts.netloc}/"
