"""One connection per host at a time and a gap from start to start, whoever polls: as the servers' own logs tell it."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fetching.loopback import Answer, LoopbackServer, page
from tests.politeness.articles import story_page
from tests.politeness.feeds import rss

GAP = 1.0
BUSY = 0.2
"""Seconds that a busy machine may take from a request's sending until the server hears of it."""
HOSTS, STORIES = 2, 3
POLLERS = ("first", "second")


@dataclass
class Log:
    """What one server was asked: when, by whom, and how many connections were open with that one."""

    starts: list[float] = field(default_factory=list)
    askers: set[str] = field(default_factory=set)
    most_open: int = 0
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, head: bytes) -> None:
        with self._lock:
            self.starts.append(time.monotonic())
            self.askers |= {poller for poller in POLLERS if f"asker:{poller}".encode() in head}
            self._open += 1
            self.most_open = max(self.most_open, self._open)

    def end(self) -> None:
        with self._lock:
            self._open -= 1


class LoggingServer(LoopbackServer):
    """Its answers take a while, some longer than the gap, and end as the other side closes."""

    def __init__(self) -> None:
        super().__init__()
        self.log = Log()

    def slowly(self, answer: bytes, seconds: float) -> Answer:
        def send(connection: socket.socket) -> None:
            self.log.begin(self.requests[-1])
            time.sleep(seconds)
            connection.sendall(answer)
            connection.recv(1)
            self.log.end()

        return send

    def publish(self) -> None:
        paths = [f"/{number}" for number in range(STORIES)]
        self.answers["/robots.txt"] = self.slowly(page(b""), 0.1)
        self.answers["/feed"] = self.slowly(page(rss(*map(self.url, paths))), 0.1)
        for number, path in enumerate(paths):
            story = story_page(text=f"This is what is told at {path} and nowhere else, all of {path}.")
            self.answers[path] = self.slowly(story, GAP * 1.4 if number == 1 else 0.1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/stet.sqlite3"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def servers() -> Iterator[list[LoggingServer]]:
    with ExitStack() as stack:
        made = [stack.enter_context(LoggingServer()) for _ in range(HOSTS)]
        for server in made:
            server.publish()
        yield made


def test_two_processes_keep_one_connection_and_the_gap(
    database: str, servers: list[LoggingServer], tmp_path: Path
) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "STET_ENV_FILE": os.devnull,
        "STET_DATA_DIR": str(tmp_path),
        "DATABASE_URL": database,
        "FETCH_ALLOW_NETS": "127.0.0.0/8",
        "FETCH_HOST_GAP": str(GAP),
        "POLL_THREADS": "1",  # what one is busy with, the other has to do
    }

    def begin(*arguments: str, asker: str = "") -> subprocess.Popen[bytes]:
        told = environment | {"FETCH_CONTACT": f"asker:{asker}"}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.DEVNULL)

    assert begin("migrate", "-v0").wait(60) == 0
    for server in servers:
        assert begin("add_source", server.url("/feed")).wait(60) == 0
    pollers = [begin("poll", asker=poller) for poller in POLLERS]
    assert [process.wait(60) for process in pollers] == [0, 0]
    for server in servers:
        assert sorted(server.asked()) == sorted(["/robots.txt", "/feed", *(f"/{n}" for n in range(STORIES))])
        assert server.log.most_open == 1
        assert min(later - earlier for earlier, later in pairwise(server.log.starts)) >= GAP - BUSY
    assert set.union(*(server.log.askers for server in servers)) == set(POLLERS)
