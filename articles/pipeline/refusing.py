"""What a host refuses: by its robots.txt, and by the status of an answer."""

from datetime import datetime, timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NoReturn

from django.conf import settings

from articles.fetching import Response, Robots
from articles.models import Article, Feed, Host
from articles.models.host import ROBOTS_KEPT
from articles.scheduling import told_wait
from articles.versioning import Outcome

from .report import Refusal

ROBOTS_RETRIED = timedelta(hours=1)
PATIENT_STATUSES = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class NotAnswered(Refusal):
    """Nobody answered, which tells nothing of the address."""


class GoneForGood(Refusal):
    """The address answered 410: it is gone, and nobody is to come back (RFC 9110, 15.5.11)."""


class NotFollowed(Refusal):
    """A redirect leads to `target`, on a host whose pace leaves this visit no time for it."""

    def __init__(self, reason: str, target: str) -> None:
        super().__init__(Outcome.NOT_FOLLOWED, reason)
        self.target = target


def redirects_after(row: Article | Feed, refusal: Refusal) -> dict[str, Any]:
    """What the row knows of redirects after it."""
    if isinstance(refusal, NotFollowed):
        return row.after_unfollowed(refusal.target)
    if isinstance(refusal, NotAnswered) and not row.led_to:
        return {}
    return row.after_no_redirect()


def keep_robots(host: Host, answer: Response, now: datetime) -> None:
    """What the host answered for its robots.txt, to be obeyed from now on.

    RFC 9309, 2.3.1: any success (2xx) brings the rules, none where it brings nothing (204); no file (4xx) allows
    everything, a failing server (5xx) nothing for now.
    """
    if 200 <= answer.status < 300:
        robots, kept = Robots.parse(answer.body), ROBOTS_KEPT
    elif 400 <= answer.status < 500:
        robots, kept = Robots.allow_all(), ROBOTS_KEPT
    else:
        robots, kept = Robots.disallow_all(), ROBOTS_RETRIED
    delay = robots.crawl_delay(settings.FETCH_USER_AGENT)
    host.keep_robots(answer.status, robots.text, delay, now + kept)


def obey_robots(host: Host, url: str) -> None:
    """Raises Refusal where the host's robots.txt does not allow `url`, or could not be read."""
    if _parsed(host.robots_txt).allows(url, settings.FETCH_USER_AGENT):
        return
    if 200 <= (host.robots_status or 0) < 300:
        raise Refusal(Outcome.FORBIDDEN, f"robots.txt of {host.address} forbids this address.")
    answer = _named(host.robots_status or 0)
    raise Refusal(
        Outcome.BLOCKED, f"robots.txt of {host.address} answered {answer}: nothing may be fetched for now."
    )


@lru_cache(maxsize=64)
def _parsed(robots_txt: str) -> Robots:
    return Robots.parse(robots_txt.encode())


def sitemaps_named_by(host: Host) -> tuple[str, ...]:
    """The sitemaps that its robots.txt names, as it was read last."""
    return _parsed(host.robots_txt).sitemaps


def refuse_by_status(response: Response, host: Host, now: datetime) -> None:
    """Raises Refusal for everything but a 200 or a 304; `host`, which answered, is left alone where it asks for it."""
    status = response.status
    if status in PATIENT_STATUSES:
        _leave_alone(host, response, now)
    host.note_answer()
    if status in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        return
    reason = f"the server answered {_named(status)}."
    if status == HTTPStatus.GONE:
        raise GoneForGood(Outcome.GONE, reason)
    if status == HTTPStatus.NOT_FOUND:
        raise Refusal(Outcome.GONE, reason)
    raise Refusal(Outcome.BLOCKED if 400 <= status < 500 else Outcome.FAILED, reason)


def _leave_alone(host: Host, response: Response, now: datetime) -> NoReturn:
    until = host.ask_for_patience(told_wait(response.retry_after, now), now)
    reason = f"the server answered {_named(response.status)}."
    if until > now:
        reason += f" It is not asked again before {until:%Y-%m-%d %H:%M} UTC."
    raise Refusal(Outcome.BLOCKED, reason)


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
