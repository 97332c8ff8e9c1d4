"""What a host refuses: by its robots.txt, and by the status of an answer."""

from datetime import datetime, timedelta
from functools import lru_cache
from http import HTTPStatus

from django.conf import settings

from articles.fetching import Response, Robots
from articles.models import Host
from articles.scheduling import retry_at
from articles.versioning import Outcome

from .report import Refusal

ROBOTS_KEPT = timedelta(hours=24)  # RFC 9309, 2.4
ROBOTS_RETRIED = timedelta(hours=1)
PATIENT_STATUSES = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


def keep_robots(host: Host, answer: Response, now: datetime) -> None:
    """What the host answered for its robots.txt, to be obeyed from now on. Raises Refusal where it asks for patience.

    RFC 9309, 2.3.1: no file (4xx) allows everything, a failing server (5xx) nothing for now.
    """
    if answer.status in PATIENT_STATUSES:
        refuse_by_status(answer, now)
    if answer.status == HTTPStatus.OK:
        robots, kept = Robots.parse(answer.body), ROBOTS_KEPT
    elif 400 <= answer.status < 500:
        robots, kept = Robots.allow_all(), ROBOTS_KEPT
    else:
        robots, kept = Robots.disallow_all(), ROBOTS_RETRIED
    delay = robots.crawl_delay(settings.FETCH_USER_AGENT)
    host.keep_robots(answer.status, robots.text, delay, now + kept)


def obey_robots(host: Host, url: str) -> None:
    """Raises Refusal where the host's robots.txt does not allow `url`."""
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


def refuse_by_status(response: Response, now: datetime) -> None:
    """Raises Refusal for everything but a 200 or a 304; a host that asks for patience is left alone."""
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
