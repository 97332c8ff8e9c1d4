"""Servers of the tests' own: a Redis that may be killed, a database that is dropped."""

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis as redis_client

from tests.chaos.database import Database

POSTGRES = "postgres://postgres@127.0.0.1:5432/"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("redis-server did not start")

    def waiting_tokens(self) -> set[str]:
        """The tokens in messages that no worker has fetched yet."""
        with redis_client.Redis(port=self.port) as client:
            bodies = (json.loads(message)["body"] for message in client.lrange("celery", 0, -1))
            arguments = [json.loads(base64.b64decode(body))[0] for body in bodies]
        return {token for _, token in filter(None, arguments)}

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


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


@pytest.fixture
def postgres() -> Iterator[OwnPostgres]:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("the programs of a PostgreSQL server are not installed")
    with tempfile.TemporaryDirectory(prefix="stet-postgres-") as folder:
        own = OwnPostgres(programs[-1].parent, Path(folder))
        try:
            yield own
        finally:
            own.stop_hard()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    own = OwnRedis(tmp_path)
    own.start()
    try:
        yield own
    finally:
        own.kill()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        yield Database(f"sqlite:///{tmp_path}/chaos.sqlite3")
        return
    try:
        admin = psycopg.connect(POSTGRES + "postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("PostgreSQL does not answer on 127.0.0.1:5432")
    with admin:
        admin.execute("DROP DATABASE IF EXISTS stet_chaos WITH (FORCE)")
        admin.execute("CREATE DATABASE stet_chaos")
        try:
            yield Database(f"{POSTGRES}stet_chaos")
        finally:
            admin.execute("DROP DATABASE IF EXISTS stet_chaos WITH (FORCE)")
    admin.close()
