"""The statements of every check, as short as they are: Django composes each anew, and all together took longer than
the fetch.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.sql import UpdateQuery

Row = TypeVar("Row", bound=models.Model)


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
    wanted, told = _condition(model, known)
    rows = model._default_manager.raw(f"SELECT * FROM {_table(model)} WHERE {wanted} LIMIT 1", told)  # noqa: S608 -- no value is in it
    return next(iter(rows), None)


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
