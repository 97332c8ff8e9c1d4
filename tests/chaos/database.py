"""The product's database as the test sees it from outside: plain SQL on either engine."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg


class Database:
    """`url` is what the product is given as DATABASE_URL."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self._connected() as connection:
            return list(connection.execute(sql).fetchall())

    def change(self, sql: str) -> None:
        with self._connected() as connection:
            connection.execute(sql)

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        if self.url.startswith("sqlite"):
            connection: Any = sqlite3.connect(
                self.url.removeprefix("sqlite:///"), timeout=20, isolation_level=None
            )
        else:
            connection = psycopg.connect(self.url, autocommit=True)
        try:
            yield connection
        finally:
            connection.close()
