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


def commit_horizon() -> int:
    """A mark of this moment, behind which is all that was written until now, committed or not.

    Rows are not seen in the order of their keys: on PostgreSQL a key is given out before its transaction ends. So the
    mark is a transaction's number, asked for here: all that had written had smaller ones. On SQLite one transaction
    writes at a time, and the mark is 0.
    """
    return _asked_of_transactions("pg_current_xact_id()")


def have_all_ended(horizon: int) -> bool:
    """Whether every transaction behind this mark has ended by now."""
    return not horizon or _asked_of_transactions("pg_snapshot_xmin(pg_current_snapshot())") >= horizon


def _asked_of_transactions(number: str) -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {number}::text::bigint")
        [mark] = cursor.fetchone()
    return int(mark)
