import contextlib
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from articles.fetching import ConnectionFailed, FetchError, TLSFailed, TooSlow, fetch
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


def test_an_expired_certificate_is_not_accepted(loopback, trusted):
    """Its only fault is its age: it counts as an authority's."""
    trust().load_verify_locations(CERTIFICATES / "expired.pem")
    with serving_with("expired.pem") as server:
        with pytest.raises(TLSFailed, match="certificate has expired"):
            fetch(server.url(host="localhost"), loopback)
        assert server.requests == []


def test_a_certificate_that_only_its_server_vouches_for_is_not_accepted(loopback):
    with serving_with("self-signed.pem") as server:
        with pytest.raises(TLSFailed, match="self-signed certificate"):
            fetch(server.url(host="localhost"), loopback)
        assert server.requests == []


@contextmanager
def serving_with(certificate: str) -> Iterator[LoopbackServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / certificate)
    with LoopbackServer(tls=context) as server:
        server.answers["/"] = page(b"secret")
        yield server


HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"  # a fatal alert (RFC 8446, 6.2)


@pytest.mark.parametrize(
    ("hello", "error"),
    [
        (b"HTTP/1.1 400 Plain HTTP\r\n\r\n", TLSFailed),
        (b"\x16\x03\x03\x00\x04nope", TLSFailed),
        (HANDSHAKE_FAILURE, TLSFailed),
        (b"", (TLSFailed, ConnectionFailed)),
    ],
)
def test_what_is_no_handshake_is_told_as_a_failure_of_tls(
    loopback: object, hello: bytes, error: type[FetchError]
) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(hello)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(65536)

    with raw_server(answer) as url, pytest.raises(error) as caught:
        fetch(url, loopback)
    assert caught.value.url == url
    assert str(caught.value).isprintable()


def test_an_old_version_of_tls_is_not_spoken(loopback, trusted):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "localhost.pem")
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with LoopbackServer(tls=context) as server, pytest.raises(TLSFailed):
        fetch(server.url(host="localhost"), loopback)


def test_a_handshake_that_drips(secure, trusted, loopback):
    """A real one, which is done after two seconds: whoever waits for it is answered."""

    def relay(client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", secure.port)) as upstream:
            threading.Thread(target=pour, args=(client, upstream)).start()
            secure.drip(client, upstream.recv(20))
            pour(upstream, client)

    told = []
    with raw_server(relay) as url, pytest.raises(TooSlow):
        fetch(url, replace(loopback, deadline=timedelta(seconds=0.4)), on_request=told.append)
    assert told == []
    with raw_server(relay) as url:
        assert fetch(url, loopback).body == b"secret"


def pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while received := source.recv(65536):
            target.sendall(received)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """One connection, at whose other end `answer` speaks; the https address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def accept() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    answer(connection)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"https://localhost:{listening.getsockname()[1]}/"
        finally:
            thread.join()
