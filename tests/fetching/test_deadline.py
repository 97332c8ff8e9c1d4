"""Each server here would answer in the end: without a deadline, a Response comes instead of TooSlow."""

import socket
import sys
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from articles.fetching import TooSlow, fetch

from .loopback import page, redirect

SLOW = b"x" * 150  # 15 s at the server's pace


@pytest.fixture
def hurried(policy):
    return replace(policy, deadline=timedelta(seconds=0.4))


def test_a_dripping_body(server, hurried):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 150\r\n\r\n"
    server.answers["/"] = lambda connection: (connection.sendall(head), server.drip(connection, SLOW))
    with pytest.raises(TooSlow, match=r"not finished within 0\.4 s"):
        fetch(server.url(), hurried)


def test_dripping_chunks(server, hurried):
    def answer(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        server.drip(connection, b"1\r\nx\r\n" * 30, b"0\r\n\r\n")

    server.answers["/"] = answer
    with pytest.raises(TooSlow):
        fetch(server.url(), hurried)


def test_dripping_headers(server, hurried):
    def answer(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        server.drip(connection, SLOW, b"\r\nContent-Length: 0\r\n\r\n")

    server.answers["/"] = answer
    with pytest.raises(TooSlow):
        fetch(server.url(), hurried)


def test_a_dripping_error_page(server, hurried):
    head = b"HTTP/1.1 500 Oh\r\nContent-Length: 150\r\n\r\n"
    server.answers["/"] = lambda connection: (connection.sendall(head), server.drip(connection, SLOW))
    with pytest.raises(TooSlow):
        fetch(server.url(), hurried)


def test_a_silent_server(server, hurried):
    def answer(connection):
        server.closing.wait(15)
        connection.sendall(page())

    server.answers["/"] = answer
    with pytest.raises(TooSlow):
        fetch(server.url(), hurried)


def test_a_handshake_that_never_comes(server, hurried):
    url, told = server.url().replace("http://", "https://"), []
    with pytest.raises(TooSlow):
        fetch(url, hurried, on_request=told.append)
    assert told == []


def test_the_time_of_redirects_counts(server, hurried):
    def slowly(target, connection):
        if not server.closing.wait(0.15):
            connection.sendall(redirect(target))

    for number in range(5):
        server.answers[f"/{number}"] = partial(slowly, f"/{number + 1}")
    server.answers["/5"] = page()
    with pytest.raises(TooSlow):
        fetch(server.url("/0"), hurried)


def test_the_time_that_the_caller_takes_counts(server, hurried):
    server.answers["/"] = redirect("/next")
    server.answers["/next"] = page(b"next")

    def may_visit(url):
        time.sleep(0.6)
        return True

    with pytest.raises(TooSlow):
        fetch(server.url(), hurried, may_visit=may_visit)
    assert server.asked() == ["/"]


def test_a_deadline_that_began_to_run_before(server, hurried, connections):
    server.answers["/"] = page()
    with pytest.raises(TooSlow, match=r"not finished within 0\.4 s"):
        fetch(server.url(), hurried, ends=time.monotonic() - 1)
    assert connections == []


def test_a_name_server_that_does_not_answer(server, hurried, monkeypatch):
    def getaddrinfo(*args, **kwargs):
        server.closing.wait(15)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))]

    server.answers["/"] = page()
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(TooSlow):
        fetch(server.url(host="slow.example"), hurried)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse where Linux lets wait")
def test_an_address_that_does_not_take_the_connection(hurried):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        queue = []
        for _ in range(4):  # connections that nobody accepts fill the queue
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
            queue.append(waiting)
        with pytest.raises(TooSlow):
            fetch(f"http://127.0.0.1:{full.getsockname()[1]}/", hurried)
        for waiting in queue:
            waiting.close()
