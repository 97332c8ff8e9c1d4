"""Whether an address could be fetched, as far as that is known without looking up its name."""

from ipaddress import ip_address

from .addresses import Address
from .errors import AddressRefused
from .guard import is_open
from .values import Network


def refuse_address(url: str, allow_nets: tuple[Network, ...]) -> None:
    """Raises BadAddress, and AddressRefused where its host is an IP address that may not be visited.

    A name may still lead to one: that is judged at each fetch.
    """
    address = Address.parse(url)
    try:
        host = ip_address(address.host.strip("[]"))
    except ValueError:
        return
    if not is_open(host, allow_nets):
        raise AddressRefused(url, f"{host} is not a public address (FETCH_ALLOW_NETS can allow it)")
