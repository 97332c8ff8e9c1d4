"""Real PostgreSQL and Redis: a database of its own each time, and one of Redis' that nothing else uses."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis

from tests.deployment.processes import Deployment, answers
from tests.running.test_serve import free_port

POSTGRES, REDIS = 5432, 6379
BROKER_URL = f"redis://127.0.0.1:{REDIS}/9"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty database on PostgreSQL, dropped afterwards."""
    _need("PostgreSQL", POSTGRES)
    name = f"stet_{uuid4().hex[:12]}"
    with psycopg.connect(f"postgres://postgres@127.0.0.1:{POSTGRES}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        yield f"postgres://postgres@127.0.0.1:{POSTGRES}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def broker_url() -> Iterator[str]:
    """A database of Redis, empty before and after."""
    _need("Redis", REDIS)
    with redis.Redis.from_url(BROKER_URL) as broker:
        broker.flushdb()
        yield BROKER_URL
        broker.flushdb()


@pytest.fixture
def deployment(postgres_url: str, broker_url: str, tmp_path: Path) -> Deployment:
    """What is deployed behind a TLS proxy, with the servers of this machine, before its first migration."""
    return Deployment(
        tmp_path,
        DATABASE_URL=postgres_url,
        CELERY_BROKER_URL=broker_url,
        PORT=str(free_port()),
        STET_PUBLIC_URL="https://stet.example.org",
        POLL_THREADS="4",
        FETCH_ALLOW_NETS="127.0.0.0/8",
        FETCH_HOST_GAP="0.05",
    )


def _need(server: str, port: int) -> None:
    if not answers(port):
        pytest.skip(f"{server} does not answer on 127.0.0.1:{port}")
