"""Transactions that need not be on the disk when they end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def lazily_durable() -> Iterator[None]:
    """A transaction that a crash of the database may forget for its last moments, whole as ever: for what is done
    again anyway after a lease. PostgreSQL waits some 8 ms for the disk at every other commit; a later such commit
    makes this one durable too, since its log is written in order. On SQLite all commits are so (synchronous=NORMAL).
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO OFF")
        yield
