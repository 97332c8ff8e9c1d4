"""Whether a host can be connected to at all, without a word said to it."""

import time
from contextlib import closing

from .addresses import Address
from .connection import connect
from .values import Policy
from .visit import Visit


def reach(url: str, policy: Policy) -> None:
    """Look up the host of `url`, and open and close a connection to it. Raises FetchError."""
    visit = Visit(Address.parse(url), policy, time.monotonic() + policy.deadline.total_seconds())
    with closing(connect(visit)):
        pass
