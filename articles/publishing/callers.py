"""Who asks: the one reading of a request's address, for whatever counts requests by it."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

PREFIX_OF_ONE = 64
"""An IPv6 customer has a whole network of this length, and may ask from another address of it each time."""


def client_address(request: HttpRequest) -> str:
    """The IP address that a request comes from; "" where the server knows none (a Unix socket).

    Anybody can write X-Forwarded-For. Each proxy appends the address that spoke to it, so of the list only as many
    entries from the right are true as there are trusted proxies in front (STET_PROXIES): the farthest of them named
    the client. A request with fewer entries did not come through all of them.
    """
    spoke = str(request.META.get("REMOTE_ADDR", ""))
    spoke = _address_in(spoke) or spoke  # a server that listens on IPv6 writes an IPv4 one as mapped into it
    if not settings.PROXIES:
        return spoke
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return _address_in(told[-settings.PROXIES]) or spoke if len(told) >= settings.PROXIES else spoke


def guesser_address(request: HttpRequest) -> str:
    """What stands for one client where only an address can be kept: the first of its network."""
    return client_network(request).partition("/")[0]


def client_network(request: HttpRequest) -> str:
    """What counts as one client: an IPv4 address, or the network of an IPv6 one."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ip_network(f"{address.partition('%')[0]}/{PREFIX_OF_ONE}", strict=False))


def _address_in(entry: str) -> str:
    """The address of an entry, which some proxies write with its port; "" where it is none."""
    text = entry.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
