"""Paging by the place of the last row seen, never by counting rows."""

from typing import Any

from django.db.models import F, Field, Func
from django.db.models.lookups import LessThan


class _RowValue(Func):
    """SQL's row value. Django's own tuple lookups become `a < x OR (a = x AND b < y)` on SQLite, which cannot
    use the index to its end: 268 ms where the row value took 1.6.
    """

    template = "(%(expressions)s)"
    output_field = Field()


def row_before(**place: Any) -> LessThan:
    """The condition `(a, b) < (x, y)`, from fields to values in order of their weight."""
    return LessThan(_RowValue(*map(F, place)), _RowValue(*place.values()))
