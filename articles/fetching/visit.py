"""One request to one address, within the time that a whole fetch has."""

import time
from dataclasses import dataclass

from .addresses import Address
from .errors import TooSlow
from .values import Policy


@dataclass(frozen=True, slots=True)
class Visit:
    """`ends` is the fetch's deadline on the monotonic clock."""

    address: Address
    policy: Policy
    ends: float

    @property
    def url(self) -> str:
        return self.address.url

    def remaining(self) -> float:
        """Seconds left, more than 0. Raises TooSlow."""
        seconds = self.ends - time.monotonic()
        if seconds <= 0:
            raise self.too_slow()
        return seconds

    def too_slow(self) -> TooSlow:
        return TooSlow(self.url, f"not finished within {self.policy.deadline.total_seconds():g} s")
