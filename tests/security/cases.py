"""Cases of bad input: a server that serves their steps, and a worker of its own that visits it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from tests.conftest import ROOT
from tests.fetching.loopback import Answer, LoopbackServer
from tests.security.memory import measured

HOME = "http://good.test/"
START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
BETWEEN = timedelta(hours=6)


def slowness() -> float:
    """By what part longer anything takes here, where more wants to run than this machine has cores."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


@dataclass(frozen=True)
class Visit:
    """What one visit came to, how long it took, and the memory of worker and parsing child at their most."""

    outcome: str
    detail: str
    seconds: float
    megabytes: float
    grown: float


class Worker:
    """`tests.security.visitor` on the database of the tests."""

    def __init__(self, folder: Path, **settings: str) -> None:
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
            "STET_ENV_FILE": os.devnull,
            "STET_DATA_DIR": str(folder),
            "DATABASE_URL": _database(),
            "FETCH_ALLOW_NETS": "127.0.0.0/8",
            "FETCH_HOST_GAP": "0",
            "PARSE_PROCESSES": "1",
            **settings,
        }
        command = [sys.executable, "-m", "tests.security.visitor"]
        self._log = (folder / "visitor.log").open("w+")
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def do(self, what: str, at: datetime, url: str = "") -> Visit:
        """`what` is "visit", "add_source" or "add_article"."""
        with measured(self._process.pid) as peak:
            answer = self._ask({what: url, "at": at.isoformat()})
        detail = answer.get("detail", "")
        return Visit(answer["outcome"], detail, answer["seconds"], peak.most, peak.grown)

    def _ask(self, asked: dict[str, str]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the worker ended: {self.logged()}"
        return dict(json.loads(line))

    def logged(self) -> str:
        self._log.flush()
        return Path(self._log.name).read_text()

    def end(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()
        self._log.close()


def _database() -> str:
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


@dataclass(frozen=True)
class Served:
    """A case on a server: wherever it says HOME, it says the server's address."""

    folder: Path
    case: dict[str, Any]
    server: LoopbackServer
    trap: socket.socket

    @property
    def expect(self) -> dict[str, Any]:
        return dict(self._here(self.case["expect"]))

    @property
    def url(self) -> str:
        return self._url(self.case["steps"][0])

    def _url(self, step: dict[str, Any]) -> str:
        return str(self._here(step.get("url", f"{HOME}a")))

    def show(self, step: dict[str, Any]) -> None:
        path = urlsplit(self._url(step)).path or "/"
        self.server.answers[path] = self._generated(step) if "gen" in step else self._written(step)

    def _written(self, step: dict[str, Any]) -> bytes:
        body = (self.folder / step["file"]).read_bytes() if step.get("file") else b""
        body = body.replace(HOME.encode(), self.server.url().encode())
        if "no_connect_to" in self.case["expect"]:
            host, port = self.trap.getsockname()
            body = body.replace(self.case["expect"]["no_connect_to"].encode(), f"{host}:{port}".encode())
        return self._head(step, f"Content-Length: {len(body)}") + body

    def _generated(self, step: dict[str, Any]) -> Answer:
        def stream(connection: socket.socket) -> None:
            connection.sendall(self._head(step))
            command = [sys.executable, "gen_large.py", step["gen"]]
            with subprocess.Popen(
                command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            ) as made:
                assert made.stdout is not None
                while piece := made.stdout.read(65536):
                    connection.sendall(piece)

        return stream

    def _head(self, step: dict[str, Any], *more: str) -> bytes:
        status = HTTPStatus(step.get("status", 200))
        fields = [f"{name}: {self._here(value)}" for name, value in step.get("headers", {}).items()]
        return "\r\n".join([f"HTTP/1.1 {status} {status.phrase}", *fields, *more, "", ""]).encode("latin-1")

    def _here(self, value: Any) -> Any:
        return json.loads(json.dumps(value).replace(HOME, self.server.url()))

    def was_trapped(self) -> bool:
        self.trap.settimeout(0)
        try:
            self.trap.accept()
        except BlockingIOError:
            return False
        return True


@contextmanager
def serving(folder: Path, case: dict[str, Any]) -> Iterator[Served]:
    with LoopbackServer() as server, socket.create_server(("127.0.0.1", 0)) as trap:
        yield Served(folder, case, server, trap)
