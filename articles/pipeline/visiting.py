"""One visit to a host: its turn, its robots.txt, the fetch, and what a refusing answer means.

A visit never keeps a worker waiting for longer than its deadline: where robots.txt had to be read first, or a redirect
leads to a host that is busy, it is postponed.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http import HTTPStatus

from django.conf import settings
from django.utils import timezone

from articles.discovery import LONGEST_URL, host_address
from articles.fetching import LONGEST_ROBOTS, FetchError, Policy, Response, Validators, fetch, robots_url
from articles.models import Article, Feed, Host, HostBusy, LeaseLost
from articles.versioning import Outcome

from .refusing import (
    PATIENT_STATUSES,
    NotAnswered,
    NotFollowed,
    keep_robots,
    obey_robots,
    refuse_by_status,
)
from .report import Clock, Postponed, Refusal

PATIENCE = timedelta(seconds=3)
"""How long a visit waits for a host that a redirect leads to, as long as its deadline lets it."""
PAGES = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
FEEDS = "application/rss+xml,application/atom+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.1"
LASTING_REDIRECTS = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
NONE_YET = Validators()


@dataclass(frozen=True, slots=True)
class Answer:
    """A 200 or a 304, and when it was asked for and had arrived: what it shows stood at some time between."""

    response: Response
    asked_at: datetime
    arrived_at: datetime


def validators_of(row: Article | Feed) -> Validators:
    """Those that its next visit may send."""
    if row.led_to and not row.validators_url:  # they are its own address's
        return NONE_YET
    return Validators(row.etag, row.last_modified, row.validators_url)


def validators_told(row: Article | Feed, response: Response) -> dict[str, str]:
    """The row's fields after this answer."""
    kept = response.validators
    if row.led_to:
        kept = replace(kept, url=response.url)
    if response.status == HTTPStatus.NOT_MODIFIED:
        kept = validators_of(row).renewed(kept)
    return {"etag": kept.etag, "last_modified": kept.last_modified, "validators_url": kept.url}


def lasting_target(response: Response) -> str:
    """Where permanent redirects, and no others, led; "" where none did, or where the address is too long to keep."""
    is_lasting = all(hop.status in LASTING_REDIRECTS for hop in response.hops)
    return response.url if response.hops and is_lasting and len(response.url) <= LONGEST_URL else ""


def _refuse_unasked(response: Response, validators: Validators) -> None:
    """A 304 says that a page is still what it was: which is nothing, where it was not asked that (RFC 9110, 15.4.5)."""
    if response.status == HTTPStatus.NOT_MODIFIED and not validators.were_sent_to(response):
        raise Refusal(Outcome.FAILED, "the server answered 304 to a request that set no condition.")


def visit(host: Host, url: str, clock: Clock, accept: str, validators: Validators = NONE_YET) -> Answer:
    """Fetch `url` from its host, which the caller holds; the host is released.

    It all takes FETCH_DEADLINE at most: robots.txt, redirects, and waiting for the hosts that they lead to. Raises
    Refusal for everything but a 200 or a 304 (robots.txt, a status that refuses, a fetch that failed), and Postponed,
    LeaseLost.
    """
    try:
        with Turns.begun_at(host, clock) as turns:
            if not host.is_still_held():
                raise LeaseLost(f"the turn at {host.address} ran out before it was used.")
            turns.learn_robots(host, url)
            obey_robots(host, url)
            asked_at = clock()
            response = turns.fetch(url, _policy(accept), turns.may_follow, validators)
            turns.heed(response)
            _refuse_unasked(response, validators)
    except FetchError as error:
        raise NotAnswered(Outcome.FAILED, str(error)) from error
    except HostBusy as busy:
        raise Postponed(busy.free_at) from busy
    return Answer(response, asked_at, clock())


def take_turn(host: Host, clock: Clock, patience: timedelta) -> None:
    """Hold the host for a visit. Raises Refusal where it asks for patience, HostBusy where others keep it."""
    if host.is_blocked(clock()):
        until = f"{host.blocked_until:%Y-%m-%d %H:%M} UTC"
        raise Refusal(Outcome.BLOCKED, f"{host.address} is left alone until {until}.")
    host.wait_turn(patience)


@dataclass(frozen=True, slots=True)
class Turns:
    """The hosts that one visit speaks to: its own, and those that redirects lead to, each held to the visit's end.

    `ends` is when that must be, on the monotonic clock.
    """

    clock: Clock
    ends: float
    _held: dict[str, Host]
    _until_the_end: ExitStack

    @classmethod
    @contextmanager
    def begun_at(cls, host: Host, clock: Clock) -> Iterator["Turns"]:
        """With the turn at a host that is held already. At the end each host is free a gap after its last request."""
        with ExitStack() as until_the_end:
            ends = time.monotonic() + settings.FETCH_DEADLINE.total_seconds()
            turns = cls(clock, ends, {}, until_the_end)
            turns._begin(host)
            yield turns

    def _begin(self, host: Host) -> None:
        self._until_the_end.enter_context(host.visit())
        self._held[host.address] = host

    def at(self, url: str) -> Host:
        """The host of `url`, in its turn. Raises Refusal where it asks for patience, HostBusy where others keep it."""
        left = timedelta(seconds=self.ends - time.monotonic())
        host = self._held.get(host_address(url))
        if host is not None:
            _keep_gap(host, left, url)
            return host
        host = Host.objects.for_url(url)
        take_turn(host, self.clock, min(PATIENCE, left))
        self._begin(host)
        return host

    def fetch(
        self, url: str, policy: Policy, may_visit: Callable[[str], bool], validators: Validators = NONE_YET
    ) -> Response:
        return fetch(url, policy, validators, may_visit, self._note_request, self.ends)

    def _note_request(self, url: str) -> None:
        self._held[host_address(url)].note_request()

    def learn_robots(self, host: Host, url: str) -> None:
        """Where robots.txt is not known, this visit is for it, and the one that was meant is postponed."""
        if host.robots_are_fresh(self.clock()):
            return
        answer = self.fetch(robots_url(url), _policy_for_robots(), self._may_follow_for_robots)
        if answer.status in PATIENT_STATUSES:
            self.heed(answer)
        keep_robots(host, answer, self.clock())
        raise Postponed(host.spoken_to_at + host.gap)

    def heed(self, response: Response) -> None:
        """What the answer says of its host. Raises Refusal for everything but a 200 or a 304."""
        refuse_by_status(response, self._held[host_address(response.url)], self.clock())

    def may_follow(self, target: str) -> bool:
        """Whether a redirect's target may be fetched: by the robots.txt of its own host, in that host's turn."""
        host = self.at(target)
        self.learn_robots(host, target)
        obey_robots(host, target)
        return True

    def _may_follow_for_robots(self, target: str) -> bool:
        """RFC 9309, 2.3.1.2: a robots.txt may redirect, to other hosts too; they have their turns all the same."""
        try:
            return bool(self.at(target))
        except NotFollowed as refusal:
            raise Refusal(refusal.outcome, f"of its robots.txt {refusal.reason}") from refusal


def _keep_gap(host: Host, left: timedelta, target: str) -> None:
    """Wait for the gap after the last request to a host that this visit holds: a redirect's hop is a request too.

    Where the visit ends before, it is refused, not postponed: it would come to the same redirect again and again.
    """
    wait = host.spoken_to_at + host.gap - timezone.now()
    if wait > left:
        seconds = host.gap.total_seconds()
        reason = f"a redirect was not followed: {host.address} is to be left alone for {seconds:g} s before"
        raise NotFollowed(f"{reason}, which is longer than the visit may last.", target)
    time.sleep(max(0.0, wait.total_seconds()))


def _policy_for_robots() -> Policy:
    """Of a robots.txt the beginning will do, however long it says that it is (RFC 9309, 2.5)."""
    policy = _policy("text/plain,*/*;q=0.1")
    return replace(policy, max_bytes=2 * LONGEST_ROBOTS, enough=LONGEST_ROBOTS + 1)


def _policy(accept: str) -> Policy:
    return Policy(
        user_agent=settings.FETCH_USER_AGENT,
        deadline=settings.FETCH_DEADLINE,
        max_bytes=settings.FETCH_MAX_BYTES,
        allow_nets=settings.FETCH_ALLOW_NETS,
        only_nets=settings.FETCH_ONLY_NETS,
        accept=accept,
    )
