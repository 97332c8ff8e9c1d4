"""What the index is asked: the same condition in the words of FTS5 and of PostgreSQL.

Words are folded, hence letters, digits and marks alone: nothing in them means anything to either engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from articles.models.passage import ADDED, IN_HEADLINE, of_source
from articles.models.postings import BIRTHS, DEATHS, Postings, key_at

from .query import Query, Scope, Term

LAST_KEY = 2**63 - 1

FTS5 = "SELECT {column} FROM {table} WHERE {table} MATCH %s AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
"""FTS5 meets its matches in the order of their keys, and stops at the limit."""

NEWEST = 200
POSTGRESQL = """
WITH newest AS MATERIALIZED (
    SELECT rowid FROM (
        SELECT rowid, words FROM {table} WHERE rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s
    ) AS looked_at WHERE words @@ %s::tsquery ORDER BY rowid DESC LIMIT %s
)
SELECT {column} FROM (
    SELECT rowid FROM newest WHERE (SELECT count(*) FROM newest) = %s
    UNION ALL
    SELECT rowid FROM (
        SELECT rowid FROM {table} WHERE words @@ %s::tsquery AND words @@ %s::tsquery AND rowid >= %s AND rowid < %s
        ORDER BY rowid DESC LIMIT %s
    ) AS all_there_are WHERE (SELECT count(*) FROM newest) < %s
) AS found ORDER BY rowid DESC
"""
"""PostgreSQL has either the order or the words. So the newest rows are looked at one by one, NEWEST for each that is
wanted, which is enough for a word of one row in two hundred; only where it is not, the index of words is asked.

It is asked twice for the same, because the planner takes any word that is not among the thousand most frequent ones
for far too frequent, and would rather walk through the whole table backwards: the square of its guess is nearer.
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """All of these terms, one of each group of them, none of those left out."""

    terms: Sequence[Term]
    any_of: Sequence[Term]
    without: Sequence[Term]


def condition_of(query: Query, sources: Mapping[str, int]) -> Condition:
    """The keys of all sources that the query names are given by slug."""
    is_said = {ADDED: query.scope == Scope.ADDED, IN_HEADLINE: query.headlines}
    marks = [_mark(mark) for mark, is_wanted in is_said.items() if is_wanted]
    return Condition(
        terms=(*query.terms, *marks),
        any_of=[_mark(of_source(sources[slug])) for slug in query.sources],
        without=(*query.without, *(_mark(of_source(sources[slug])) for slug in query.without_sources)),
    )


def _mark(mark: str) -> Term:
    return Term((mark,))


def keys_of(query: Query, condition: Condition, below: int, limit: int) -> list[int]:
    """The greatest keys below this one of what meets the condition in the query's scope and time, in order."""
    ask, told = asked_of_index(query, condition, below, limit)
    with connection.cursor() as cursor:
        cursor.execute(ask, told)
        return [key for (key,) in cursor.fetchall()]


def asked_of_index(
    query: Query, condition: Condition, below: int, limit: int, column: str = "rowid"
) -> tuple[str, list[str | int]]:
    """The same as a statement and its parameters, to stand alone or within another one; `column` is written into it
    as it is.
    """
    table = index_of(query.scope).table
    least = key_at(query.after) if query.after else 0
    end = min(key_at(query.before) if query.before else LAST_KEY, below)
    if connection.vendor == "postgresql":
        words = _tsquery(condition)
        of_newest: list[str | int] = [least, end, limit * NEWEST, words, limit]
        of_all: list[str | int] = [words, words, least, end, limit, limit]
        return POSTGRESQL.format(table=table, column=column), [*of_newest, limit, *of_all]
    return FTS5.format(table=table, column=column), [_fts5(condition), least, end, limit]


def index_of(scope: Scope) -> Postings:
    return DEATHS if scope == Scope.REMOVED else BIRTHS


def _tsquery(condition: Condition) -> str:
    def written(term: Term) -> str:
        *others, last = (f"'{word}'" for word in term.words)
        return "(" + " <-> ".join([*others, f"{last}:*" if term.is_beginning else last]) + ")"

    parts = [*map(written, condition.terms), *(f"!{written(term)}" for term in condition.without)]
    if condition.any_of:
        parts.append("(" + " | ".join(map(written, condition.any_of)) + ")")
    return " & ".join(parts)


def _fts5(condition: Condition) -> str:
    def written(term: Term) -> str:
        return f'"{" ".join(term.words)}"' + (" *" if term.is_beginning else "")

    parts = list(map(written, condition.terms))
    if condition.any_of:
        parts.append("(" + " OR ".join(map(written, condition.any_of)) + ")")
    asked = "(" + " AND ".join(parts) + ")"
    left_out = " OR ".join(map(written, condition.without))
    return f"{asked} NOT ({left_out})" if left_out else asked
