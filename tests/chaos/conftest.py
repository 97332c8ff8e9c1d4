"""Servers of the tests' own: a Redis that may be killed, a database that is dropped."""

import base64
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis as redis_client

from tests.chaos.database import Database

POSTGRES = "postgres://postgres@127.0.0.1:5432/"


class OwnRedis:
    """A Redis on a port of its own, which keeps nothing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
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
