"""URL to Response: one conditional GET, its redirects followed here, within one deadline."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import requests
import requests.exceptions
import urllib3.exceptions

from .addresses import Address
from .body import ACCEPT_ENCODING, read_body
from .connection import GuardedAdapter
from .errors import (
    BadResponse,
    ConnectionFailed,
    Disallowed,
    FetchError,
    TLSFailed,
    TooLarge,
    TooManyRedirects,
)
from .values import Hop, Policy, Response, Validators
from .visit import OnRequest, Visit

REDIRECTS = {301, 302, 303, 307, 308}
WITHOUT_BODY = {204, 304}
NO_VALIDATORS = Validators()

MayVisit = Callable[[str], bool]


def fetch(
    url: str,
    policy: Policy,
    validators: Validators = NO_VALIDATORS,
    may_visit: MayVisit | None = None,
    on_request: OnRequest | None = None,
    ends: float | None = None,
) -> Response:
    """The answer of `url`, or of where it redirects to, whatever the status. Raises FetchError.

    `validators` go to the address whose they are and to no other on the way: another page's ETag or date can make a
    server answer 304 for a page that was never seen.

    `may_visit` is asked for each redirect's target before it is visited; what it raises passes through, and its time
    counts. `on_request` is told each URL as its request goes out, which is later than now where a connection takes
    its time. `ends`, on the monotonic clock, is earlier than the policy's deadline where that began to run before.
    """
    ends = time.monotonic() + policy.deadline.total_seconds() if ends is None else ends
    visit = Visit(Address.parse(url), policy, ends, on_request)
    validators = replace(validators, url=validators.url or visit.url)
    hops: tuple[Hop, ...] = ()
    while True:
        told = validators if visit.url == validators.url else NO_VALIDATORS
        with answer_to(requests.Request("GET", visit.url, headers=_headers(policy, told)), visit) as answer:
            location = _location(answer)
            if not location:
                return _response(answer, visit, hops)
        hops += (Hop(visit.url, answer.status_code),)
        visit = _follow(visit, location, hops, may_visit)


def _headers(policy: Policy, validators: Validators) -> dict[str, bytes]:
    asked = {
        "User-Agent": policy.user_agent,
        "Accept": policy.accept,
        "Accept-Encoding": ACCEPT_ENCODING,
    }
    told = validators.sendable()
    conditions = {"If-None-Match": told.etag, "If-Modified-Since": told.last_modified}
    asked |= {name: value for name, value in conditions.items() if value}
    return {name: value.encode("latin-1") for name, value in asked.items()}


@contextmanager
def answer_to(request: requests.Request, visit: Visit) -> Iterator[requests.Response]:
    """An answer whose body is not read yet; the connection is closed afterwards."""
    try:
        with (
            closing(GuardedAdapter(visit)) as adapter,
            adapter.send(request.prepare(), stream=True, timeout=visit.remaining()) as answer,
        ):
            yield answer
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise _as_fetch_error(error, visit) from error


def _as_fetch_error(error: Exception, visit: Visit) -> FetchError:
    match error:
        case requests.exceptions.SSLError() | urllib3.exceptions.SSLError():
            return TLSFailed(visit.url, f"no secure connection to {visit.address.host} ({_cause(error)})")
        case requests.Timeout() | urllib3.exceptions.TimeoutError():
            return visit.too_slow()
        case requests.ConnectionError():
            return ConnectionFailed(visit.url, f"the connection broke ({_cause(error)})")
        case _:
            return BadResponse(visit.url, f"the answer is malformed or cut short ({_cause(error)})")


def _cause(error: BaseException) -> str:
    """The innermost reason, without the libraries' wrapping."""
    while inner := error.__cause__ or error.__context__:
        error = inner
    return str(error) or type(error).__name__


def _location(answer: requests.Response) -> str:
    return answer.headers.get("Location", "") if answer.status_code in REDIRECTS else ""


def _follow(visit: Visit, location: str, hops: tuple[Hop, ...], may_visit: MayVisit | None) -> Visit:
    if len(hops) > visit.policy.max_redirects:
        raise TooManyRedirects(visit.url, f"more than {visit.policy.max_redirects} redirects")
    target = visit.address.redirected(location)
    if target.url in {hop.url for hop in hops}:
        raise TooManyRedirects(target.url, "the redirects go round in a circle")
    if may_visit and not may_visit(target.url):
        raise Disallowed(target.url, "a redirect leads to where the robots.txt or its host keeps us out")
    return visit.redirected(target)


def _response(answer: requests.Response, visit: Visit, hops: tuple[Hop, ...]) -> Response:
    return Response(visit.url, answer.status_code, answer.headers, _body(answer, visit), hops)


def _body(answer: requests.Response, visit: Visit) -> bytes:
    if answer.status_code in WITHOUT_BODY:
        return b""
    try:
        return read_body(answer, visit)
    except (BadResponse, TooLarge, urllib3.exceptions.ProtocolError):
        # The status says what there is to know, and Retry-After must not be lost with a broken error page.
        if answer.status_code < 400:
            raise
        return b""
