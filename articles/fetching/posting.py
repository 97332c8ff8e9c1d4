"""A message to a URL: one guarded POST, within one deadline, whose answer is its status alone."""

import io
import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests

from .addresses import Address
from .client import answer_to
from .values import Policy
from .visit import OnRequest, Visit


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receiver answered; `retry_after` is its header as received, empty where it sent none."""

    status: int
    retry_after: str


def post(
    url: str,
    body: bytes,
    policy: Policy,
    headers: Mapping[str, str],
    on_request: OnRequest | None = None,
) -> Receipt:
    """Send `body` to `url` and to nowhere else: a redirect is an answer like any other. Raises FetchError.

    Of the answer no more than its head is read, whatever the receiver goes on to send. `headers` are ASCII. A receiver
    that does not read what it is sent can take the time of the deadline once more.
    """
    visit = Visit(Address.parse(url), policy, time.monotonic() + policy.deadline.total_seconds(), on_request)
    told = {"User-Agent": policy.user_agent, "Accept": policy.accept, **headers}
    request = requests.Request("POST", visit.url, headers=told, data=_TimedBody(body, visit))
    with answer_to(request, visit) as answer:
        return Receipt(answer.status_code, answer.headers.get("Retry-After", ""))


class _TimedBody(io.BytesIO):
    """Given out as long as there is time: whoever reads it slowly begins the socket's timeout anew with each part."""

    def __init__(self, body: bytes, visit: Visit) -> None:
        super().__init__(body)
        self._visit = visit

    def read(self, size: int | None = -1, /) -> bytes:
        self._visit.remaining()
        return super().read(size)
