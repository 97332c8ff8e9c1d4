"""The databases on which workers are killed."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.database import Database
from tests.servers import OwnPostgres, do_without

pytest.register_assert_rewrite("tests.chaos.world")


@pytest.fixture
def own_postgres() -> Iterator[OwnPostgres]:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        do_without("postgresql", "the programs of a PostgreSQL server are not installed")
    with tempfile.TemporaryDirectory(prefix="stet-postgres-") as folder:
        own = OwnPostgres(programs[-1].parent, Path(folder))
        try:
            yield own
        finally:
            own.stop_hard()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path}/chaos.sqlite3")
    return Database(request.getfixturevalue("postgres_url"))
