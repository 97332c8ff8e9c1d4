"""The statements of every check, as short as they are: Django composes each anew, and all together took longer than
the fetch.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=models.Model)
MOMENTS: "models.DateTimeField[Any, Any]" = models.DateTimeField()


class Told(models.Expression):
    """A moment in a statement that is composed once: what it is, the statement is told each time that it runs."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=models.DateTimeField())
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:  # noqa: ARG002 -- Django's
        return "%s", [self]


def with_moments(parameters: Iterable[Any], **moments: datetime | None) -> list[Any]:
    """The parameters of such a statement, with these moments by their names."""
    stored = {name: as_stored(moment) for name, moment in moments.items()}
    return [stored[value.name] if isinstance(value, Told) else value for value in parameters]


def as_stored(moment: datetime | None) -> Any:
    """A moment as a statement's parameter."""
    return MOMENTS.get_db_prep_save(moment, connection)


def compare_and_set(row: models.Model, known: Mapping[str, Any], **fields: Any) -> bool:
    """Write these fields (values or expressions), if those of `known` are still what they are there; whether they were.

    As `filter(pk=row.pk, **known).update(**fields)`.
    """
    return set_where(type(row), {"pk": row.pk, **known}, fields)


def set_where(model: type[models.Model], known: Mapping[str, Any], fields: Mapping[str, Any]) -> bool:
    """As `model.objects.filter(**known).update(**fields)`; whether there was such a row."""
    sets = [_as_sql(model, name, value) for name, value in fields.items()]
    wanted, told = _condition(model, known)
    values = [value for _, values in sets for value in values] + told
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_table(model)} SET {', '.join(sql for sql, _ in sets)} WHERE {wanted}",  # noqa: S608 -- no value is in it
            values,
        )
        return bool(cursor.rowcount)


def load(model: type[Row], **known: Any) -> Row | None:
    """As `model.objects.filter(**known).first()`."""
    names, selected, converters = _reading(model, connection.vendor)
    wanted, told = _condition(model, known)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {selected} FROM {_table(model)} WHERE {wanted} LIMIT 1", told)  # noqa: S608 -- no value is in it
        row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    for place, (convert, column) in converters.items():
        for to_python in convert:
            values[place] = to_python(values[place], column, connection)
    return model.from_db(connection.alias, names, values)


@cache
def _reading(
    model: type[models.Model], _vendor: str
) -> tuple[list[str], str, dict[int, tuple[list[Any], Any]]]:
    """The fields of a row, their columns, and by the place of each that needs it what makes Python's value of it."""
    fields = model._meta.concrete_fields
    compiler = model._default_manager.all().query.get_compiler(connection=connection)
    converters = compiler.get_converters([field.get_col(model._meta.db_table) for field in fields])
    columns = ", ".join(_column(model, field.name) for field in fields)
    return [field.attname for field in fields], columns, converters


def _condition(model: type[models.Model], known: Mapping[str, Any]) -> tuple[str, list[Any]]:
    wanted = (
        f"{_column(model, name)} {'IS NULL' if value is None else '= %s'}" for name, value in known.items()
    )
    values = [_stored(model, name, value) for name, value in known.items() if value is not None]
    return " AND ".join(wanted), values


def _as_sql(model: type[models.Model], name: str, value: Any) -> tuple[str, list[Any]]:
    if not hasattr(value, "resolve_expression"):
        return f"{_column(model, name)} = %s", [_stored(model, name, value)]
    query = UpdateQuery(model)
    told = value.resolve_expression(query, allow_joins=False, for_save=True)
    sql, values = query.get_compiler(connection=connection).compile(told)
    return f"{_column(model, name)} = {sql}", list(values)


def _stored(model: type[models.Model], name: str, value: Any) -> Any:
    stored = value.pk if isinstance(value, models.Model) else value
    return _field(model, name).get_db_prep_save(stored, connection)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _column(model: type[models.Model], name: str) -> str:
    return connection.ops.quote_name(_field(model, name).column)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)
