import sys
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from articles.fetching import Policy

from .loopback import LoopbackServer

_watched: list[Any] | None = None


def _note_connections(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect" and _watched is not None:
        _watched.append(args[1])


sys.addaudithook(_note_connections)


@pytest.fixture
def connections() -> Iterator[list[Any]]:
    """The address of every connect() in this process, also of those that fail."""
    global _watched
    _watched = []
    yield _watched
    _watched = None


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as server:
        yield server


@pytest.fixture
def policy() -> Policy:
    return Policy(
        user_agent="Stet/0.1 (+https://stet.example/about)",
        deadline=timedelta(seconds=20),
        max_bytes=1_000_000,
        allow_nets=(ip_network("127.0.0.1/32"),),
    )
