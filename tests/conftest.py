"""What all tests share."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.core.cache import caches

from articles import parsing
from tests.newsroom import Newsroom, open_newsroom
from tests.servers import POSTGRES, OwnRedis, do_without

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as room:
        yield room


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty database of a name of its own on the PostgreSQL of this machine, dropped afterwards."""
    try:
        admin = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        do_without("postgresql", "PostgreSQL does not answer on 127.0.0.1:5432")
    name = f"stet_{uuid4().hex[:12]}"
    with admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{POSTGRES}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """A Redis that nothing else uses."""
    if not shutil.which("redis-server"):
        do_without("redis", "redis-server is not installed")
    own = OwnRedis(tmp_path)
    try:
        own.start()
        yield own
    finally:
        own.kill()


def shared_folder() -> Path | None:
    """Where the shared corpus is, if it is there."""
    folder = Path(os.environ.get("STET_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "data").is_dir() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared corpus: real pages and pairs that are not the project's own and lie beside the checkout."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("the shared corpus is not where STET_SHARED says, nor beside the checkout")
    return folder


@pytest.fixture(autouse=True)
def _forget_answers() -> None:
    """Of one test's database in the next one's: keys and times are the same."""
    for kept in caches.all():
        kept.clear()


@pytest.fixture(scope="session", autouse=True)
def _stop_parsers() -> Iterator[None]:
    yield
    parsing.stop()
