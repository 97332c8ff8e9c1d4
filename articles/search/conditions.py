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
    index = index_of(query.scope)
    least = key_at(query.after) if query.after else 0
    least_after = key_at(query.before) if query.before else LAST_KEY
    matches, written = _in_words_of_the_engine(index, condition)
    ask = (
        f"SELECT {column} FROM {index.table} WHERE {matches} AND rowid >= %s AND rowid < %s "  # noqa: S608
        "ORDER BY rowid DESC LIMIT %s"
    )
    return ask, [written, least, min(least_after, below), limit]


def index_of(scope: Scope) -> Postings:
    return DEATHS if scope == Scope.REMOVED else BIRTHS


def _in_words_of_the_engine(index: Postings, condition: Condition) -> tuple[str, str]:
    if connection.vendor == "postgresql":
        return "words @@ %s::tsquery", _tsquery(condition)
    return f"{index.table} MATCH %s", _fts5(condition)


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
