"""Servers of the tests' own, which may be killed, and what is made of a server that is not there."""

import base64
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

import pytest
import redis

POSTGRES = "postgres://postgres@127.0.0.1:5432"

Work = tuple[str, int, str]
"""What a message asks of a worker: the task's name, the row's key, and the token of its lease."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether something listens on this port of this machine."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return True
    except OSError:
        return False


def do_without(server: str, reason: str) -> NoReturn:
    """Skip the test, or fail it where STET_TEST_REQUIRE names the server: what CI runs must not pass by skipping."""
    if server in os.environ.get("STET_TEST_REQUIRE", "").split(","):
        pytest.fail(f"{reason}, and STET_TEST_REQUIRE names {server}")
    pytest.skip(reason)


class OwnRedis:
    """A Redis on a port of its own, which keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 10
        while not answers(self.port):
            if time.monotonic() > deadline:
                raise RuntimeError("redis-server did not start")
            time.sleep(0.05)

    def waiting(self) -> set[Work]:
        """What no worker has fetched yet."""
        with redis.Redis(port=self.port) as client:
            return _work_in(map(json.loads, client.lrange("celery", 0, -1)))

    def fetched(self) -> set[Work]:
        """What a worker has fetched and not begun: as it begins it acknowledges the message."""
        with redis.Redis(port=self.port) as client:
            return _work_in(json.loads(kept)[0] for kept in client.hvals("unacked"))

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def _work_in(messages: Iterable[dict[str, Any]]) -> set[Work]:
    named = [
        (message["headers"]["task"], json.loads(base64.b64decode(message["body"]))) for message in messages
    ]
    return {(task, *arguments) for task, (arguments, *_) in named if arguments}


class OwnPostgres:
    """A PostgreSQL cluster on a port of its own, which may be stopped as if by a power cut."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.data = programs, folder / "data"
        self.port = free_port()
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.user:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-A", "trust", "-U", "postgres", "-D", str(self.data))
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "stet")

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/stet"

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = str(self.data.parent / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", log, "-o", options)

    def stop_hard(self) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", str(self.data))

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.user, str(self.programs / program), *arguments]
        subprocess.run(
            command, check=True, timeout=60, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
