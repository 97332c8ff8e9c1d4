"""URL to Response: a polite, bounded, guarded GET; and a message to a URL, by a guarded POST.

`fetch` is told everything (policy, validators, whom to ask about robots); it reads no settings and no
environment, and keeps no cookies. Any HTTP status is a Response; what kept it from coming is a FetchError.
"""

from .addresses import robots_url
from .client import fetch
from .errors import (
    AddressRefused,
    BadAddress,
    BadResponse,
    ConnectionFailed,
    Disallowed,
    FetchError,
    HostNotFound,
    TLSFailed,
    TooLarge,
    TooManyRedirects,
    TooSlow,
)
from .judging import refuse_address
from .posting import Receipt, post
from .reaching import reach
from .robots import LONGEST_ROBOTS, Robots
from .values import Hop, Policy, Response, Validators

__all__ = [
    "LONGEST_ROBOTS",
    "AddressRefused",
    "BadAddress",
    "BadResponse",
    "ConnectionFailed",
    "Disallowed",
    "FetchError",
    "Hop",
    "HostNotFound",
    "Policy",
    "Receipt",
    "Response",
    "Robots",
    "TLSFailed",
    "TooLarge",
    "TooManyRedirects",
    "TooSlow",
    "Validators",
    "fetch",
    "post",
    "reach",
    "refuse_address",
    "robots_url",
]
