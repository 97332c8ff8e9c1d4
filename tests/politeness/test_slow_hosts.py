"""A slow host delays no other."""

import socket
import threading
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from articles.versioning import Outcome
from tests.fetching.loopback import LoopbackServer
from tests.politeness.articles import outcomes, publish, story_page, track
from tests.politeness.feeds import HOUR, Poll, poll, server

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
OTHERS = 6


@pytest.mark.parametrize("hanging_path", ["/robots.txt", "/0"])
def test_two_threads_serve_all_others_while_one_host_hangs(
    server: LoopbackServer, poll: Poll, settings: Any, hanging_path: str
) -> None:
    """The host that hangs has the most to be visited, and has it first; it answers once all others were visited."""
    settings.POLL_THREADS = 2
    settings.FETCH_DEADLINE = timedelta(seconds=60)
    let_go, told = threading.Event(), []

    def hang(connection: socket.socket) -> None:
        told.append(let_go.wait(30))
        connection.sendall(
            story_page(text="At last the slow one tells its story, and it is told here alone.")
        )

    paths = [f"/{number}" for number in range(4)]
    publish(server, *paths)
    server.answers[hanging_path] = hang
    track(server, *paths)
    with ExitStack() as stack:
        others = [stack.enter_context(LoopbackServer()) for _ in range(OTHERS)]
        left = set(range(OTHERS))

        def tell(number: int) -> None:
            def answer(connection: socket.socket) -> None:
                connection.sendall(
                    story_page(text=f"This is the story of host number {number} and no other.")
                )
                left.discard(number)
                if not left:
                    let_go.set()

            others[number].answers["/"] = others[number].answers["/story"] = answer

        for number, other in enumerate(others):
            tell(number)
            track(other, "/story")
        assert outcomes(poll(0 * HOUR)) == [Outcome.NEW_VERSION] * (OTHERS + 4)
    assert told == [True]
