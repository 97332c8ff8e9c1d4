"""A message to a URL: what goes out, and that only the head of the answer counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from articles.fetching import (
    AddressRefused,
    BadAddress,
    BadResponse,
    ConnectionFailed,
    Receipt,
    TooSlow,
    post,
)

from .loopback import page, redirect

LARGE = b"x" * 50_000_000


def test_what_goes_out(server, policy):
    server.answers["/hook?a=1"] = page(b"", status="202 Accepted")
    receipt = post(server.url("/hook?a=1"), b'{"a": 1}', policy, {"Content-Type": "application/json"})
    assert receipt == Receipt(202, "")
    [request] = server.requests
    head, _, _ = request.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    assert line == "POST /hook?a=1 HTTP/1.1"
    named = {name.lower(): value for name, _, value in (field.partition(": ") for field in fields)}
    assert named.pop("accept-encoding") == "identity"
    assert named == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": policy.user_agent,
        "accept": "*/*",
        "content-type": "application/json",
        "content-length": "8",
    }


def test_a_redirect_is_an_answer(server, policy):
    server.answers["/"] = redirect("/elsewhere", status="308 Permanent Redirect")
    assert post(server.url(), b"{}", policy, {}).status == 308
    assert server.asked() == ["/"]


def test_retry_after_is_told(server, policy):
    server.answers["/"] = page(b"busy", "Retry-After: 120", status="503 Service Unavailable")
    assert post(server.url(), b"{}", policy, {}) == Receipt(503, "120")


def test_a_body_that_is_cut_short_takes_nothing_back(server, policy):
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"
    assert post(server.url(), b"{}", policy, {}).status == 200


def test_a_head_that_is_cut_short_is_no_answer(server, policy):
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-"
    with pytest.raises(BadResponse):
        post(server.url(), b"{}", policy, {})


def test_a_silent_receiver(server, policy):
    server.answers["/"] = lambda connection: server.closing.wait(15)
    with pytest.raises(TooSlow):
        post(server.url(), b"{}", replace(policy, deadline=timedelta(seconds=0.4)), {})


def test_a_receiver_that_does_not_read(server, policy):
    """More than fits on the wire."""
    server.answers["/"] = lambda connection: server.closing.wait(15)
    with pytest.raises(ConnectionFailed, match="timed out"):
        post(server.url(), LARGE, replace(policy, deadline=timedelta(seconds=0.4)), {})


def test_a_receiver_that_reads_slowly(server, policy):
    def sip(connection):
        while not server.closing.wait(0.05):
            connection.recv(200_000)

    server.answers["/"] = sip
    with pytest.raises(TooSlow):
        post(server.url(), LARGE, replace(policy, deadline=timedelta(seconds=0.6)), {})


def test_a_private_address_is_not_connected_to(server, policy, connections):
    with pytest.raises(AddressRefused):
        post(server.url(), b"{}", replace(policy, allow_nets=()), {})
    with pytest.raises(BadAddress):
        post("http://ed:secret@127.0.0.1/", b"{}", policy, {})
    assert connections == []
    assert not server.requests
