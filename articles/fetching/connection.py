"""requests' transport with other connections: to checked addresses only, and with an end to every read."""

import socket
import ssl
from functools import cache, partial
from itertools import zip_longest
from typing import Any

import certifi
import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from .errors import ConnectionFailed
from .guard import IPAddress, look_up
from .head import StrictHead
from .visit import Visit

LONGEST_ATTEMPT = 2.0
"""Seconds for an address that is not the last one: a dead one must not use up the time of those behind it."""


class GuardedAdapter(HTTPAdapter):
    """Sends the request of one visit.

    It is used without a requests.Session: cookies, proxies and .netrc are a session's doing, and a session
    reads the body of a redirect to its end, however large.
    """

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self._visit = visit

    def get_connection_with_tls_context(self, *_args: Any, **_kwargs: Any) -> HTTPConnectionPool:
        address = self._visit.address
        if address.scheme == "https":
            return GuardedTLSPool(address.host, address.port, ssl_context=trust(), visit=self._visit)
        return GuardedPool(address.host, address.port, visit=self._visit)

    def request_url(self, request: requests.PreparedRequest, _proxies: Any) -> str:
        """The path as it is: requests would make "//a" into "/a", which is another page."""
        return request.path_url

    def build_response(self, _request: requests.PreparedRequest, raw: Any) -> requests.Response:
        """The essentials. requests would also read the cookies, on which malformed ones make it stumble."""
        response = requests.Response()
        response.status_code = raw.status
        response.headers = CaseInsensitiveDict(raw.headers)
        response.raw = raw
        return response

    def cert_verify(self, *_args: Any) -> None:
        """The context of `trust` verifies; requests would read the certificates again each time."""


@cache
def trust() -> ssl.SSLContext:
    """Verifies certificates and names against Mozilla's authorities, as requests does."""
    context = create_urllib3_context()
    context.load_verify_locations(certifi.where())
    return context


class GuardedConnection(HTTPConnection):
    """To a checked address; the Host header is the name."""

    def __init__(self, *args: Any, visit: Visit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._visit = visit
        self.response_class = partial(StrictHead, visit=visit)  # type: ignore[assignment]

    def _new_conn(self) -> socket.socket:
        return connect(self._visit)

    def connect(self) -> None:
        """The request follows at once: the name is looked up, the connection made and encrypted."""
        super().connect()
        if self._visit.on_request:
            self._visit.on_request(self._visit.url)


class GuardedTLSConnection(GuardedConnection, HTTPSConnection):
    """To a checked address; the Host header, SNI and the certificate's name are the name."""


class GuardedPool(HTTPConnectionPool):
    ConnectionCls = GuardedConnection


class GuardedTLSPool(HTTPSConnectionPool):
    ConnectionCls = GuardedTLSConnection


def connect(visit: Visit) -> socket.socket:
    """A socket to the first of the host's checked addresses that answers; the name is not looked up again."""
    found = _by_turns(look_up(visit))
    failure = "no address"
    for others, address in zip(reversed(range(len(found))), found, strict=True):
        patience = visit.remaining() / (others + 1)
        try:
            return _connect_to(address, visit, min(patience, LONGEST_ATTEMPT) if others else patience)
        except OSError as error:
            failure = error.strerror or str(error)
    visit.remaining()
    raise ConnectionFailed(visit.url, f"no connection to {visit.address.host} ({failure})")


def _by_turns(found: list[IPAddress]) -> list[IPAddress]:
    """IPv6 and IPv4 in turn, in the system's order (RFC 8305, 4): most often all of one kind are dead, or none.

    Not side by side, as browsers do: a host gets one connection at a time.
    """
    first = [address for address in found if address.version == found[0].version]
    second = [address for address in found if address.version != found[0].version]
    pairs = zip_longest(first, second)
    return [address for pair in pairs for address in pair if address is not None]


def _connect_to(address: IPAddress, visit: Visit, patience: float) -> socket.socket:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(patience)
        connection.connect((str(address), visit.address.port))
        connection.settimeout(visit.remaining())
    except BaseException:
        connection.close()
        raise
    return connection
