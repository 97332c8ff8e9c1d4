"""One request to one address, within the time that a whole fetch has."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from .addresses import Address
from .errors import TooSlow
from .values import Policy

OnRequest = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Visit:
    """`ends` is the fetch's deadline on the monotonic clock; `on_request` is told the URL as the request goes out."""

    address: Address
    policy: Policy
    ends: float
    on_request: OnRequest | None = None

    @property
    def url(self) -> str:
        return self.address.url

    def redirected(self, target: Address) -> "Visit":
        return replace(self, address=target)

    def remaining(self) -> float:
        """Seconds left, more than 0. Raises TooSlow."""
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise self.too_slow()
        return seconds

    def too_slow(self) -> TooSlow:
        return TooSlow(self.url, f"not finished within {self.policy.deadline.total_seconds():g} s")
