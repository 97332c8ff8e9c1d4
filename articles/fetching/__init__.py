"""URL to Response: a polite, bounded, guarded GET.

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
    "Response",
    "Robots",
    "TLSFailed",
    "TooLarge",
    "TooManyRedirects",
    "TooSlow",
    "Validators",
    "fetch",
    "robots_url",
]
