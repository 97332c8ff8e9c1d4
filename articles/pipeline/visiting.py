"""One visit to a host: its turn, its robots.txt, the fetch, and what a refusing answer means."""

from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from django.conf import settings

from articles.discovery import host_address
from articles.fetching import FetchError, Policy, Response, Robots, Validators, fetch, robots_url
from articles.models import Article, Feed, Host, HostBusy
from articles.scheduling import retry_at
from articles.versioning import Outcome

from .report import Refusal

ROBOTS_KEPT = timedelta(hours=24)  # RFC 9309, 2.4
ROBOTS_RETRIED = timedelta(hours=1)
PAGES = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
FEEDS = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.1"
NONE_YET = Validators()


def policy(accept: str) -> Policy:
    return Policy(
        user_agent=settings.FETCH_USER_AGENT,
        deadline=settings.FETCH_DEADLINE,
        max_bytes=settings.FETCH_MAX_BYTES,
        allow_nets=settings.FETCH_ALLOW_NETS,
        accept=accept,
    )


def validators_of(row: Article | Feed) -> Validators:
    return Validators(etag=row.etag, last_modified=row.last_modified)


def validators_told(row: Article | Feed, response: Response) -> dict[str, str]:
    """The row's fields after this answer. A redirect's target has its own, which are not for the row's address."""
    if response.status == HTTPStatus.NOT_MODIFIED:
        kept = validators_of(row).renewed(response.validators)
    else:
        kept = Validators() if response.hops else response.validators
    return {"etag": kept.etag, "last_modified": kept.last_modified}


def visit(host: Host, url: str, now: datetime, accept: str, validators: Validators = NONE_YET) -> Response:
    """Fetch `url` from its host, which the caller holds; the host is released. The answer is a 200 or a 304.

    Raises Refusal for everything else: robots.txt, a status that refuses, a fetch that failed.
    """
    try:
        _learn_robots(host, url, now)
        with host.visit():
            _obey_robots(host, url)
            response = fetch(url, policy(accept), validators, may_visit=partial(_may_follow, host, now))
    except (FetchError, HostBusy) as error:
        raise Refusal(Outcome.FAILED, str(error)) from error
    _refuse_by_status(response, now)
    return response


def take_turn(host: Host, now: datetime) -> None:
    """Hold the host for a visit. Raises Refusal where it asks for patience, HostBusy where others keep it."""
    if host.is_blocked(now):
        until = f"{host.blocked_until:%Y-%m-%d %H:%M} UTC"
        raise Refusal(Outcome.BLOCKED, f"{host.address} asked not to be fetched from before {until}.")
    host.wait_turn()


def _learn_robots(host: Host, url: str, now: datetime) -> None:
    """Read robots.txt where it is not known, in a turn of its own, and wait for the next turn."""
    if host.robots_are_fresh(now):
        return
    with host.visit():
        answer = fetch(robots_url(url), policy("text/plain,*/*;q=0.1"))
    robots, kept = _robots_of(answer)
    delay = robots.crawl_delay(settings.FETCH_USER_AGENT)
    host.keep_robots(answer.status, robots.text, delay, now + kept)
    host.wait_turn()


def _robots_of(answer: Response) -> tuple[Robots, timedelta]:
    """RFC 9309, 2.3.1: no file (4xx) allows everything, a failing server (5xx) nothing for now."""
    if answer.status == HTTPStatus.OK:
        return Robots.parse(answer.body), ROBOTS_KEPT
    if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
        return Robots.allow_all(), ROBOTS_KEPT
    return Robots.disallow_all(), ROBOTS_RETRIED


def _obey_robots(host: Host, url: str) -> None:
    if Robots.parse(host.robots_txt.encode()).allows(url, settings.FETCH_USER_AGENT):
        return
    if host.robots_status == HTTPStatus.OK:
        raise Refusal(Outcome.BLOCKED, f"robots.txt of {host.address} forbids this address.")
    answer = _named(host.robots_status or 0)
    raise Refusal(
        Outcome.BLOCKED, f"robots.txt of {host.address} answered {answer}: nothing may be fetched for now."
    )


def _may_follow(host: Host, now: datetime, target: str) -> bool:
    """Whether a redirect's target may be fetched: by the robots.txt of its own host, in that host's turn."""
    if host_address(target) != host.address:
        host = Host.objects.for_url(target)
        take_turn(host, now)
        _learn_robots(host, target, now)
        with host.visit():
            pass
    _obey_robots(host, target)
    return True


def _refuse_by_status(response: Response, now: datetime) -> None:
    status = response.status
    if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        return
    reason = f"the server answered {_named(status)}."
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        raise Refusal(Outcome.GONE, reason)
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        until = retry_at(response.retry_after, now)
        Host.objects.for_url(response.url).block(until)
        raise Refusal(Outcome.BLOCKED, f"{reason} It is not asked again before {until:%Y-%m-%d %H:%M} UTC.")
    raise Refusal(Outcome.BLOCKED if 400 <= status < 500 else Outcome.FAILED, reason)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
