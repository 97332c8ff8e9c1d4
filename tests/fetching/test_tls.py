import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from articles.fetching import TLSFailed, TooSlow, fetch
from articles.fetching.connection import trust

from .loopback import LoopbackServer, page

CERTIFICATES = Path(__file__).parent / "certificates"


@pytest.fixture
def names() -> list[str | None]:
    """The server names (SNI) that clients asked for."""
    return []


@pytest.fixture
def secure(names) -> Iterator[LoopbackServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "localhost.pem")
    context.sni_callback = lambda _connection, name, _context: names.append(name)
    with LoopbackServer(tls=context) as server:
        server.answers["/"] = page(b"secret")
        yield server


@pytest.fixture
def trusted() -> Iterator[None]:
    """The test authority counts as one of Mozilla's, during one test."""
    trust().load_verify_locations(CERTIFICATES / "authority.pem")
    yield
    trust.cache_clear()


@pytest.fixture
def loopback(policy):
    return replace(policy, allow_nets=(ip_network("127.0.0.0/8"), ip_network("::1/128")))


def test_the_name_is_what_is_verified_not_the_address(secure, trusted, loopback, names, connections):
    assert fetch(secure.url(host="localhost"), loopback).body == b"secret"
    assert names == ["localhost"]
    assert ("127.0.0.1", secure.port) in connections
    assert f"Host: localhost:{secure.port}".encode() in secure.requests[0]


def test_the_deadline_holds_under_tls(secure, trusted, loopback):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 150\r\n\r\n"
    secure.answers["/"] = lambda connection: secure.drip(connection, head + b"x" * 150)
    with pytest.raises(TooSlow):
        fetch(secure.url(host="localhost"), replace(loopback, deadline=timedelta(seconds=0.4)))


def test_a_certificate_for_another_name_is_not_accepted(secure, trusted, loopback):
    with pytest.raises(TLSFailed, match=r"certificate verify failed.*127\.0\.0\.1"):
        fetch(secure.url(), loopback)
    assert secure.requests == []


def test_a_certificate_of_an_unknown_authority_is_not_accepted(secure, loopback, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATES / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "authority.pem"))
    with pytest.raises(TLSFailed, match="certificate verify failed"):
        fetch(secure.url(host="localhost"), loopback)
    assert secure.requests == []
