"""The words of passages, indexed by the moments of their births and deaths: FTS5 on SQLite, tsvector on PostgreSQL.

Both engines are given the same words, folded and cut by us. A row's key is the second of its moment and then the
passage's own key, so that an index read backwards by its keys gives the newest first without sorting.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

PASSAGE_BITS = 31
PASSAGE_MASK = 2**PASSAGE_BITS - 1
LAST_SECOND = 2**32 - 1

MARK = "§"
"""Begins what is said of a passage among its words; no folded word has it."""

MOST_WORDS = 16_000
"""Of one passage; PostgreSQL counts places no further than 16,383."""
MOST_PLACES = 255
"""Of one word in one passage, on PostgreSQL: a phrase that begins with the 256th is not found there."""


class Posting(NamedTuple):
    """`marks` are words of ours, as `§added`."""

    key: int
    words: Sequence[str]
    marks: Sequence[str]


def key_at(moment: datetime, passage: int = 0) -> int:
    """The key of a passage at this moment; without a passage, the least that a row of this second can have."""
    second = min(max(0, int(moment.timestamp())), LAST_SECOND)
    return (second << PASSAGE_BITS) | passage


def passage_of(key: int) -> int:
    return key & PASSAGE_MASK


class Postings:
    """One index: a table of keys and words."""

    def __init__(self, table: str) -> None:
        self.table = table

    def add(self, postings: Sequence[Posting]) -> None:
        if not postings:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"INSERT INTO {self.table} (rowid, words) SELECT key, told::tsvector "  # noqa: S608
                    "FROM unnest(%s::bigint[], %s::text[]) AS new (key, told)",
                    [[one.key for one in postings], [_as_tsvector(one) for one in postings]],
                )
            else:
                insert = f"INSERT INTO {self.table} (rowid, words) VALUES (%s, %s)"  # noqa: S608
                cursor.executemany(insert, [_as_row(one) for one in postings])

    def remove(self, postings: Sequence[Posting]) -> None:
        """Given as they were added: FTS5 keeps no texts to look them up in. A key that is gone is never used again."""
        if not postings:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                delete = f"DELETE FROM {self.table} WHERE rowid = ANY(%s)"  # noqa: S608
                cursor.execute(delete, [[one.key for one in postings]])
            else:
                delete = f"INSERT INTO {self.table} ({self.table}, rowid, words) VALUES ('delete', %s, %s)"  # noqa: S608
                cursor.executemany(delete, [_as_row(one) for one in postings])

    def empty(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"TRUNCATE {self.table}")
            else:
                cursor.execute(f"INSERT INTO {self.table} ({self.table}) VALUES ('delete-all')")  # noqa: S608


BIRTHS = Postings("articles_passage_births")
DEATHS = Postings("articles_passage_deaths")


def _as_row(posting: Posting) -> tuple[int, str]:
    return posting.key, " ".join([*posting.words[:MOST_WORDS], *posting.marks])


def _as_tsvector(posting: Posting) -> str:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(posting.words[:MOST_WORDS], start=1):
        places[word].append(place)
    words = (f"'{word}':{','.join(map(str, told[:MOST_PLACES]))}" for word, told in places.items())
    return " ".join([*words, *(f"'{mark}'" for mark in posting.marks)])
