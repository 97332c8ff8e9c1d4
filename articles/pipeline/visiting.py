"""One visit to a host: its turn, its robots.txt, the fetch, and what a refusing answer means.

A visit never keeps a worker waiting for long: where robots.txt had to be read first, or a redirect leads to a host
that is busy, it is postponed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from http import HTTPStatus

from django.conf import settings
from django.utils import timezone

from articles.discovery import host_address
from articles.fetching import FetchError, Policy, Response, Robots, Validators, fetch, robots_url
from articles.models import Article, Feed, Host, HostBusy, LeaseLost
from articles.scheduling import retry_at
from articles.versioning import Outcome

from .report import Clock, Postponed, Refusal

ROBOTS_KEPT = timedelta(hours=24)  # RFC 9309, 2.4
ROBOTS_RETRIED = timedelta(hours=1)
PATIENCE = timedelta(
    seconds=3
)  # with five redirects a quarter of a minute, which the least lease leaves room for
PATIENT_STATUSES = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
PAGES = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
FEEDS = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.1"
NONE_YET = Validators()


@dataclass(frozen=True, slots=True)
class Answer:
    """A 200 or a 304, and when it was asked for and had arrived: what it shows stood at some time between."""

    response: Response
    asked_at: datetime
    arrived_at: datetime


def validators_of(row: Article | Feed) -> Validators:
    return Validators(etag=row.etag, last_modified=row.last_modified)


def validators_told(row: Article | Feed, response: Response) -> dict[str, str]:
    """The row's fields after this answer. A redirect's target has its own, which are not for the row's address."""
    if response.status == HTTPStatus.NOT_MODIFIED:
        kept = validators_of(row).renewed(response.validators)
    else:
        kept = Validators() if response.hops else response.validators
    return {"etag": kept.etag, "last_modified": kept.last_modified}


def visit(host: Host, url: str, clock: Clock, accept: str, validators: Validators = NONE_YET) -> Answer:
    """Fetch `url` from its host, which the caller holds; the host is released.

    Raises Refusal for everything but a 200 or a 304 (robots.txt, a status that refuses, a fetch that failed), and
    Postponed, LeaseLost.
    """
    try:
        with host.visit():
            _learn_robots(host, url, clock)
            _obey_robots(host, url)
            if not host.is_still_held():
                raise LeaseLost(f"the turn at {host.address} ran out before it was used.")
            asked_at = clock()
            response = fetch(url, _policy(accept), validators, may_visit=partial(_may_follow, host, clock))
    except FetchError as error:
        raise Refusal(Outcome.FAILED, str(error)) from error
    except HostBusy as busy:
        raise Postponed(busy.free_at) from busy
    _refuse_by_status(response, clock())
    return Answer(response, asked_at, clock())


def take_turn(host: Host, clock: Clock, patience: timedelta = PATIENCE) -> None:
    """Hold the host for a visit. Raises Refusal where it asks for patience, HostBusy where others keep it."""
    if host.is_blocked(clock()):
        until = f"{host.blocked_until:%Y-%m-%d %H:%M} UTC"
        raise Refusal(Outcome.BLOCKED, f"{host.address} asked not to be fetched from before {until}.")
    host.wait_turn(patience)


def _policy(accept: str) -> Policy:
    return Policy(
        user_agent=settings.FETCH_USER_AGENT,
        deadline=settings.FETCH_DEADLINE,
        max_bytes=settings.FETCH_MAX_BYTES,
        allow_nets=settings.FETCH_ALLOW_NETS,
        only_nets=settings.FETCH_ONLY_NETS,
        accept=accept,
    )


def _learn_robots(host: Host, url: str, clock: Clock) -> None:
    """Where robots.txt is not known, this visit is for it, and the one that was meant is postponed."""
    if host.robots_are_fresh(clock()):
        return
    started = timezone.now()
    may_visit = partial(_may_follow_for_robots, host, clock)
    answer = fetch(robots_url(url), _policy("text/plain,*/*;q=0.1"), may_visit=may_visit)
    if answer.status in PATIENT_STATUSES:
        _refuse_by_status(answer, clock())
    robots, kept = _robots_of(answer)
    delay = robots.crawl_delay(settings.FETCH_USER_AGENT)
    host.keep_robots(answer.status, robots.text, delay, clock() + kept)
    raise Postponed(started + host.gap)


def _robots_of(answer: Response) -> tuple[Robots, timedelta]:
    """RFC 9309, 2.3.1: no file (4xx) allows everything, a failing server (5xx) nothing for now."""
    if answer.status == HTTPStatus.OK:
        return Robots.parse(answer.body), ROBOTS_KEPT
    if 400 <= answer.status < 500:
        return Robots.allow_all(), ROBOTS_KEPT
    return Robots.disallow_all(), ROBOTS_RETRIED


def _obey_robots(host: Host, url: str) -> None:
    if _parsed(host.robots_txt).allows(url, settings.FETCH_USER_AGENT):
        return
    if host.robots_status == HTTPStatus.OK:
        raise Refusal(Outcome.BLOCKED, f"robots.txt of {host.address} forbids this address.")
    answer = _named(host.robots_status or 0)
    raise Refusal(
        Outcome.BLOCKED, f"robots.txt of {host.address} answered {answer}: nothing may be fetched for now."
    )


@lru_cache(maxsize=64)
def _parsed(robots_txt: str) -> Robots:
    return Robots.parse(robots_txt.encode())


def _may_follow(host: Host, clock: Clock, target: str) -> bool:
    """Whether a redirect's target may be fetched: by the robots.txt of its own host, in that host's turn."""
    if host_address(target) != host.address:
        host = Host.objects.for_url(target)
        take_turn(host, clock)
        with host.visit():
            _learn_robots(host, target, clock)
    _obey_robots(host, target)
    return True


def _may_follow_for_robots(host: Host, clock: Clock, target: str) -> bool:
    """RFC 9309, 2.3.1.2: a robots.txt may redirect, to other hosts too; they have their turns all the same."""
    if host_address(target) != host.address:
        foreign = Host.objects.for_url(target)
        take_turn(foreign, clock)
        with foreign.visit():
            pass
    return True


def _refuse_by_status(response: Response, now: datetime) -> None:
    status = response.status
    if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        return
    reason = f"the server answered {_named(status)}."
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise Refusal(Outcome.GONE, reason)
    if status in PATIENT_STATUSES:
        until = retry_at(response.retry_after, now)
        Host.objects.for_url(response.url).block(until)
        raise Refusal(Outcome.BLOCKED, f"{reason} It is not asked again before {until:%Y-%m-%d %H:%M} UTC.")
    raise Refusal(Outcome.BLOCKED if 400 <= status < 500 else Outcome.FAILED, reason)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
