"""The address guard is the only way out, and nothing gets past it."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from articles.fetching import AddressRefused, BadAddress, FetchError, HostNotFound, Policy, fetch
from articles.models import Article, Feed, Source
from articles.pipeline import NotAdded, add_article, add_source
from tests.fetching.loopback import LoopbackServer, page, redirect
from tests.security.hostile import HOSTILE, OPEN, WHOLE, ZONE

REFUSED = (AddressRefused, BadAddress, HostNotFound)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address")


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The system's name server; what it is not told of is asked of the real one."""
    known = {"open.example": [OPEN], **{name: list(addresses) for name, addresses in ZONE.items()}}
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        if host not in known:
            return real(host, port, *args, **kwargs)
        kinds = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(kinds[ip_address(ip).version], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in known[host]]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return known


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(OPEN) as server:
        server.answers["/"] = page(b"inside")
        yield server


@pytest.fixture
def only_open(policy: Policy) -> Policy:
    return replace(policy, allow_nets=(ip_network(f"{OPEN}/32"),))


def urls(port: int) -> list[str]:
    return [*(f"http://{host}:{port}/" for host in HOSTILE), *WHOLE]


def test_there_are_enough_of_them() -> None:
    assert len(set(urls(80))) == len(HOSTILE) + len(WHOLE) > 100


@pytest.mark.parametrize("number", range(len(HOSTILE) + len(WHOLE)), ids=urls(80).__getitem__)
def test_no_hostile_address_is_connected_to(
    number: int, server: LoopbackServer, only_open: Policy, connections: list[Any]
) -> None:
    """Neither when it is asked for, nor when another server redirects to it."""
    url = urls(server.port)[number]
    with pytest.raises(REFUSED) as caught:
        fetch(url, only_open)
    assert connections == []
    assert str(caught.value).isprintable()
    location = url.encode("utf-8", "surrogatepass").decode("latin-1").replace("\r\n", "\r\n ")
    server.answers["/moved"] = redirect(location)
    with suppress(FetchError):  # where a program may read it as relative, it leads back to the same server
        fetch(server.url("/moved"), only_open)
    assert set(connections) == {(OPEN, server.port)}


def test_the_server_itself_is_reached(
    server: LoopbackServer, only_open: Policy, connections: list[Any]
) -> None:
    """Else the tests above would prove nothing."""
    assert fetch(server.url("/"), only_open).body == b"inside"
    assert connections == [(OPEN, server.port)]


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
@pytest.mark.parametrize("hops", [0, 1, 4])
def test_no_chain_of_redirects_leads_inside(
    status: str, hops: int, server: LoopbackServer, only_open: Policy, connections: list[Any]
) -> None:
    with LoopbackServer("127.0.0.1") as inside:
        for hop in range(hops):
            server.answers[f"/{hop}"] = redirect(f"/{hop + 1}", status)
        server.answers[f"/{hops}"] = redirect(inside.url("/"), status)
        with pytest.raises(AddressRefused):
            fetch(server.url("/0"), only_open)
        assert inside.requests == []
    assert set(connections) == {(OPEN, server.port)}


def test_a_name_that_is_rebound_leads_nowhere_else(
    zone: dict[str, list[str]], server: LoopbackServer, only_open: Policy, connections: list[Any]
) -> None:
    """Asked again by anything between the check and the connection, it would lead to the server inside."""
    with LoopbackServer("127.0.0.1", port=server.port) as inside:
        asked = rebinding(zone, "rebound.example", [OPEN], ["127.0.0.1"])
        assert fetch(server.url("/", host="rebound.example"), only_open).body == b"inside"
        assert len(asked) == 1
        with pytest.raises(AddressRefused):
            fetch(server.url("/", host="rebound.example"), only_open)
        assert inside.requests == []
    assert connections == [(OPEN, server.port)]


def rebinding(zone: dict[str, list[str]], name: str, *answers: list[str]) -> list[str]:
    """A name that has other addresses each time it is asked for; the times are in the list that comes back."""
    asked, waiting = list[str](), [*answers]

    class Turning(list[str]):
        def __iter__(self) -> Iterator[str]:
            asked.append(name)
            return iter(waiting.pop(0) if len(waiting) > 1 else waiting[0])

    zone[name] = Turning()
    return asked


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("add", [add_source, add_article])
@pytest.mark.parametrize(
    "host", ["127.0.0.1", "loop.example", "mixed.example", "[::ffff:127.0.0.1]", "0x7f.1"]
)
def test_nothing_hostile_is_added(
    add: Callable[[str], object],
    host: str,
    server: LoopbackServer,
    settings: Settings,
    connections: list[Any],
) -> None:
    settings.FETCH_ALLOW_NETS = (ip_network(f"{OPEN}/32"),)
    with pytest.raises(NotAdded):
        add(f"http://{host}:{server.port}/")
    assert connections == []
    assert not [model for model in (Source, Feed, Article) if model.objects.exists()]


PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def test_the_environment_has_no_say(
    server: LoopbackServer,
    only_open: Policy,
    connections: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Neither its proxies, of which a real one waits here, nor the passwords in .netrc."""
    netrc = tmp_path / ".netrc"
    netrc.write_text(f"machine {OPEN} login stet password sesame\ndefault login stet password sesame\n")
    netrc.chmod(0o600)
    with LoopbackServer("127.0.0.1") as proxy:
        proxy.answers[server.url("/")] = page(b"by the proxy")
        for name in PROXIES:
            monkeypatch.setenv(name, proxy.url("/"))
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("NETRC", str(netrc))
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("no_proxy", "")
        assert fetch(server.url("/"), only_open).body == b"inside"
        assert proxy.requests == []
    assert connections == [(OPEN, server.port)]
    assert b"authorization" not in server.requests[0].lower()
