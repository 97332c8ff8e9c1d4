"""The values that go into a fetch and come out of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network

Network = IPv4Network | IPv6Network

# Field values of RFC 9110, 5.5: visible characters, any bytes beyond ASCII (obs-text), and spaces between them.
SENDABLE = re.compile(r"[!-~\x80-\xff](?:[ -~\x80-\xff]*[!-~\x80-\xff])?")


@dataclass(frozen=True, slots=True)
class Policy:
    """How to fetch.

    `deadline` is the total, from looking up the name to the last byte, redirects and asking whether they may be
    followed included. `max_bytes` holds for the body on the wire and for the decompressed one. `allow_nets` are
    networks that may be visited although they are not public; they open nothing else. Where `only_nets` names
    networks, nothing outside them is visited. `accept` is the Accept header. Where `enough` is a number, the beginning
    of a body will do: so many bytes of it are read, and what is behind them is left.
    """

    user_agent: str
    deadline: timedelta
    max_bytes: int
    max_redirects: int = 5
    allow_nets: tuple[Network, ...] = ()
    only_nets: tuple[Network, ...] = ()
    accept: str = "*/*"
    enough: int | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """ETag and Last-Modified exactly as a server wrote them (as latin-1); empty where it wrote none.

    `url` is whose they are, as `Response.url` tells it; empty: they are of the address that is asked for.
    """

    etag: str = ""
    last_modified: str = ""
    url: str = ""

    def renewed(self, newer: "Validators") -> "Validators":
        """These after a 304 that carried `newer`: what it left out still stands (RFC 9111, 3.2)."""
        return Validators(
            newer.etag or self.etag, newer.last_modified or self.last_modified, newer.url or self.url
        )

    def sendable(self) -> "Validators":
        """Without those that no header can carry or no database keep: a whole answer is always right."""
        etag, last_modified = (
            value if SENDABLE.fullmatch(value) else "" for value in (self.etag, self.last_modified)
        )
        return Validators(etag, last_modified, self.url)

    def were_sent_to(self, response: "Response") -> bool:
        """Whether the request that `response` answers carried them."""
        sendable = self.sendable()
        is_theirs = response.url == self.url if self.url else not response.hops
        return is_theirs and bool(sendable.etag or sendable.last_modified)


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed: who redirected, and with which status."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Response:
    """A server's answer, whatever its status.

    `url` is the address that answered, normalised and without fragment. `headers` ignores case; its values
    are latin-1 text as received, repeated fields joined by ", ". `body` is decompressed; it is empty where an
    error status (400 and up) came with a body that is broken or too large.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[Hop, ...] = ()

    @property
    def validators(self) -> Validators:
        """Those that can be sent back to the address that answered, which they name where a redirect led to it."""
        url = self.url if self.hops else ""
        return Validators(self.headers.get("ETag", ""), self.headers.get("Last-Modified", ""), url).sendable()

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "")

    @property
    def retry_after(self) -> str:
        return self.headers.get("Retry-After", "")
