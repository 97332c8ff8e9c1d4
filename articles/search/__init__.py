"""Search in the headlines and texts of all public versions, and in what was added or removed.

- `query`: what a reader typed -> Query; `conditions`: a Query -> what FTS5 or PostgreSQL is asked
- `matching`: where a text has the words; `searching`: the door, a Query -> a page of hits, newest first; `tracing`:
  by which passages it is answered, for who has the answer already
"""

from .conditions import LAST_KEY
from .query import Query, QueryError, Scope, Term, parse, without_places
from .searching import Hit, Page, search, search_among
from .tracing import Trace, trace

__all__ = [
    "LAST_KEY",
    "Hit",
    "Page",
    "Query",
    "QueryError",
    "Scope",
    "Term",
    "Trace",
    "parse",
    "search",
    "search_among",
    "trace",
    "without_places",
]
