"""A mail server that never comes to an end: each here would hold a thread for minutes or for ever."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from articles.models import Article, Delivery
from tests.factories import make_source, make_story
from tests.notifying.conftest import make_alert, send_due
from tests.notifying.targets import talking
from tests.pages.searching import A, B

pytestmark = pytest.mark.django_db
LONG = 30.0


@pytest.fixture
def story() -> Article:
    return make_story([A, B], make_source("The Harbour Post", slug="post"))


@pytest.fixture
def done() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def drip(connection: socket.socket, done: threading.Event, text: bytes) -> None:
    """A byte each tenth of a second."""
    for byte in text * 1000:
        if done.wait(0.1):
            return
        connection.sendall(bytes([byte]))


def silent(connection: socket.socket, done: threading.Event) -> None:
    done.wait(LONG)


def dripping_greeting(connection: socket.socket, done: threading.Event) -> None:
    drip(connection, done, b"220-welcome")


def endless_greeting(connection: socket.socket, done: threading.Event) -> None:
    while not done.wait(0.1):
        connection.sendall(b"220-welcome\r\n")


def dripping_answer(connection: socket.socket, done: threading.Event) -> None:
    connection.sendall(b"220 welcome\r\n")
    connection.recv(1000)
    drip(connection, done, b"250-no end")


def dripping_answer_to_the_text(connection: socket.socket, done: threading.Event) -> None:
    connection.sendall(b"220 welcome\r\n")
    for answer in (b"250 hello\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go on\r\n"):
        connection.recv(1000)
        connection.sendall(answer)
    connection.recv(100_000)
    drip(connection, done, b"250-no end")


Say = Callable[[socket.socket, threading.Event], None]


@pytest.mark.parametrize(
    "say",
    [silent, dripping_greeting, endless_greeting, dripping_answer, dripping_answer_to_the_text],
    ids=lambda say: say.__name__,
)
@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_it_is_cut_off_at_the_deadline(
    story: Article, settings: Settings, done: threading.Event, say: Say, tls: bool
) -> None:
    make_alert(emails="desk@paper.example")
    settings.EMAIL_BACKEND = "articles.notifying.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", LONG
    settings.EMAIL_DEADLINE, settings.EMAIL_USE_SSL = timedelta(seconds=0.5), tls
    with talking(lambda connection: say(connection, done)) as port:
        settings.EMAIL_PORT = port
        begun = time.monotonic()
        send_due()
        assert time.monotonic() - begun < LONG / 3
        done.set()
    delivery = Delivery.objects.get()
    assert delivery.state == Delivery.State.WAITING
    assert "the mail server did not take it" in delivery.last_error
