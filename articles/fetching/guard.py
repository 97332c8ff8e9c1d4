"""Which IP addresses may be visited, and the name look-up whose answers are held to it."""

import socket
import threading
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from .errors import AddressRefused, HostNotFound
from .values import Network, Policy
from .visit import Visit

IPAddress = IPv4Address | IPv6Address

# IANA's special-purpose registries and what clouds add. `is_global` is not used: it changes with the Python
# version, calls multicast global, and knows nothing of the clouds.
REFUSED_IPV4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata server is in it
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's platform server
        "169.254.0.0/16",  # link-local; most clouds' metadata server is in it
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata server is in it
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
PUBLIC_IPV6 = IPv6Network("2000::/3")
REFUSED_IPV6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments; Teredo, which wraps IPv4, is in it
        "2001:db8::/32",
        "2002::/16",  # 6to4, which wraps IPv4
        "3fff::/20",
    )
)
NAT64 = IPv6Network("64:ff9b::/96")


def is_open(address: IPAddress, allow_nets: tuple[Network, ...]) -> bool:
    """Whether an address may be connected to: it is on the public internet, or `allow_nets` lists it."""
    return is_within(address, allow_nets) or _is_public(_unwrapped(address))


def is_within(address: IPAddress, nets: tuple[Network, ...]) -> bool:
    """Whether one of these networks holds the address, or the IPv4 one that it stands for."""
    address = _unwrapped(address)
    return any(address in net for net in nets)


def _is_public(address: IPAddress) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in net for net in REFUSED_IPV4)
    return address in PUBLIC_IPV6 and not any(address in net for net in REFUSED_IPV6)


def _unwrapped(address: IPAddress) -> IPAddress:
    """The IPv4 address where an IPv6 one only stands for it: mapped, or through NAT64 (RFC 6052)."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address


def look_up(visit: Visit) -> list[IPAddress]:
    """Every address of the visit's host, all of them open. Raises HostNotFound, AddressRefused, TooSlow.

    One closed address refuses the host: a name that leads inside and outside is an attack or a mistake.
    """
    found = _resolve(visit)
    for address in found:
        if why := _refusal(address, visit.policy):
            name = visit.address.host
            where = f"{name} leads to {address}, which" if name.strip("[]") != str(address) else name
            raise AddressRefused(visit.url, f"{where} {why}")
    return found


def _refusal(address: IPAddress, policy: Policy) -> str:
    """Why an address may not be connected to; "" where it may."""
    if not is_open(address, policy.allow_nets):
        return "is not a public address (FETCH_ALLOW_NETS can allow it)"
    if policy.only_nets and not is_within(address, policy.only_nets):
        return "is not on this machine, and with STET_TIME_SCALE nothing else is fetched from"
    return ""


def _resolve(visit: Visit) -> list[IPAddress]:
    """Asks in a thread of its own, since the system's resolver takes no deadline."""
    answer: Future[list[IPAddress]] = Future()
    host, port = visit.address.host.strip("[]"), visit.address.port

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.set_result([ip_address(address[0]) for *_, address in found])
        except (OSError, ValueError) as error:
            answer.set_exception(error)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        return answer.result(timeout=visit.remaining())
    except TimeoutError as error:
        raise visit.too_slow() from error
    except (OSError, ValueError) as error:
        raise HostNotFound(visit.url, f"no address was found for {host} ({error})") from error
