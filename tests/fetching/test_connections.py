"""Over IPv6 and IPv4, one address after another."""

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest

from articles.fetching import AddressRefused, ConnectionFailed, TooSlow, fetch

from .loopback import LoopbackServer, page, redirect

DEAD = "::1"
NAME = "news.example"


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


pytestmark = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
lets_wait = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse where Linux lets wait")


@pytest.fixture
def loopback(policy):
    return replace(policy, allow_nets=(ip_network("127.0.0.0/8"), ip_network("::1/128")))


@pytest.fixture
def addresses(monkeypatch):
    """What the system's name server says of NAME, in its order."""
    found = []
    real = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        if host != NAME:
            return real(host, port, *args, **kwargs)
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return found


@contextmanager
def taking_no_connection(address: str, port: int) -> Iterator[None]:
    """Whoever connects there waits: connections that nobody accepts fill the queue."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with ExitStack() as stack:
        full = stack.enter_context(socket.create_server((address, port), family=family, backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket(family))
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield


def test_an_ipv6_address_is_fetched_from(loopback, connections):
    with LoopbackServer("::1") as server:
        server.answers["/"] = redirect(f"http://[::1]:{server.port}/next")
        server.answers["/next"] = page(b"next")
        response = fetch(server.url(), loopback)
        assert (response.body, response.url) == (b"next", f"http://[::1]:{server.port}/next")
        assert f"Host: [::1]:{server.port}\r\n".encode() in server.requests[0]
    assert {address[0] for address in connections} == {"::1"}


def test_an_ipv6_redirect_leads_to_where_the_guard_allows_alone(server, policy, connections):
    with LoopbackServer("::1") as inside:
        inside.answers["/"] = page(b"inside")
        server.answers["/"] = redirect(inside.url())
        with pytest.raises(AddressRefused):
            fetch(server.url(), policy)
        assert inside.requests == []
    assert connections == [("127.0.0.1", server.port)]


@lets_wait
def test_a_dead_ipv6_address_leaves_most_of_the_time_to_the_other(server, loopback, addresses, connections):
    """Half of the deadline would be too little for this answer."""

    def answer(connection):
        server.closing.wait(4.2)
        connection.sendall(page(b"here"))

    addresses += [DEAD, "127.0.0.1"]
    server.answers["/"] = answer
    with taking_no_connection(DEAD, server.port):
        connections.clear()
        assert fetch(server.url(host=NAME), replace(loopback, deadline=timedelta(seconds=7))).body == b"here"
    assert [address[0] for address in connections] == [DEAD, "127.0.0.1"]


@lets_wait
def test_a_hurried_visit_has_time_for_both_too(server, loopback, addresses):
    addresses += [DEAD, "127.0.0.1"]
    server.answers["/"] = page(b"here")
    with taking_no_connection(DEAD, server.port):
        assert fetch(server.url(host=NAME), replace(loopback, deadline=timedelta(seconds=1))).body == b"here"


@lets_wait
def test_all_addresses_dead_end_with_the_deadline(server, loopback, addresses):
    addresses += [DEAD, "127.0.0.2"]
    hurried = replace(loopback, deadline=timedelta(seconds=0.6))
    with ExitStack() as stack:
        for address in addresses:
            stack.enter_context(taking_no_connection(address, server.port))
        stack.enter_context(pytest.raises(TooSlow))
        fetch(server.url(host=NAME), hurried)


def test_both_kinds_are_tried_in_turn(server, loopback, addresses, connections):
    addresses += [DEAD, DEAD, DEAD, "127.0.0.3", "127.0.0.4"]
    with pytest.raises(ConnectionFailed, match="no connection to news"):
        fetch(server.url(host=NAME), loopback)
    assert [address[0] for address in connections] == [DEAD, "127.0.0.3", DEAD, "127.0.0.4", DEAD]


def test_the_system_says_which_kind_comes_first(server, loopback, addresses, connections):
    addresses += ["127.0.0.3", "127.0.0.1", DEAD]
    server.answers["/"] = page(b"here")
    assert fetch(server.url(host=NAME), loopback).body == b"here"
    assert [address[0] for address in connections] == ["127.0.0.3", DEAD, "127.0.0.1"]
