"""The product's database as the test sees it from outside: plain SQL on either engine."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

Row = tuple[Any, ...]


class Database:
    """`url` is what the product is given as DATABASE_URL."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    def rows(self, sql: str) -> list[Row]:
        with self.asking() as ask:
            return ask(sql)

    def change(self, sql: str) -> None:
        with self._connected() as connection:
            connection.execute(sql)

    @contextmanager
    def asking(self) -> Iterator[Callable[[str], list[Row]]]:
        """For many questions, one after another, on one connection."""
        with self._connected() as connection:
            yield lambda sql: list(connection.execute(sql).fetchall())

    @contextmanager
    def holding_commits(self) -> Iterator[None]:
        """Nothing about an article is committed while the block lasts.

        On SQLite a worker then waits before its first statement that writes, on PostgreSQL before the last, with all
        the others done.
        """
        with self._connected() as connection:
            if self.is_sqlite:
                connection.execute("BEGIN IMMEDIATE")
            else:
                connection.execute("BEGIN")
                connection.execute("LOCK TABLE articles_article IN SHARE MODE")
            try:
                yield
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        if self.is_sqlite:
            connection: Any = sqlite3.connect(
                self.url.removeprefix("sqlite:///"), timeout=20, isolation_level=None
            )
        else:
            connection = psycopg.connect(self.url, autocommit=True)
        try:
            yield connection
        finally:
            connection.close()
