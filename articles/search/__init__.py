"""Search in the headlines and texts of all public versions, and in what was added or removed.

- `query`: what a reader typed -> Query; `conditions`: a Query -> what FTS5 or PostgreSQL is asked
- `matching`: where a text has the words; `searching`: the door, a Query -> a page of hits, newest first
"""

from .conditions import LAST_KEY
from .query import Query, QueryError, Scope, Term, parse
from .searching import Hit, Page, search

__all__ = ["LAST_KEY", "Hit", "Page", "Query", "QueryError", "Scope", "Term", "parse", "search"]
