"""A backup put into a database: all of it, or nothing."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models.sql import InsertQuery
from django.db.utils import DataError, IntegrityError
from django.utils import timezone

from articles.models import Alert, Host, Passage, Source
from articles.models.postings import BIRTHS, DEATHS
from articles.publishing import number

from .contents import REMADE, Model, applied_migrations, kept_models
from .files import BadBackup, Header, Row, read_header, read_rows
from .saving import TOLD_EVERY, Tell

AT_ONCE = 100
PASSAGES_AT_ONCE = 1_000
LEASES = ("lease_token", "lease_until")


class Refused(Exception):
    """The backup does not fit this database; nothing was written. The message says what to do."""


def restore_backup(path: Path, replace: bool, tell: Tell) -> Header:
    """Put all rows of the backup into this database, whatever engine they came from, in one transaction.

    Raises BadBackup where the file is damaged, which is known before anything is written, and Refused where it is of
    other migrations, or where the database holds something and it is not to be replaced.
    """
    header = read_header(path)
    _refuse_other_migrations(header)
    try:
        with transaction.atomic():
            _empty(replace)
            counts = _insert_all(read_rows(path), header, tell)
            if counts != Counter(header.counts):
                raise BadBackup("it has not the rows that it says it has.")
            _forget_the_old_place()
            _index_passages()
            _move_sequences_on()
    except (DeserializationError, IntegrityError, DataError) as error:
        said = " ".join(str(error).split())
        raise BadBackup(f"its rows cannot be put into this database: {said}.") from error
    return header


# What is refused ------------------------------------------------------------------------------------------


def _refuse_other_migrations(header: Header) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused("this database is not migrated yet: run ./run manage migrate, then restore.")
    if header.migrations != applied_migrations():
        made = f"the backup was made by Stet {header.made_by}, whose database ended with {max(header.migrations)}"
        here = f"this one ends with {max(applied_migrations())}"
        raise Refused(f"{made}; {here}. Restore it with the Stet that made it, and upgrade that one then.")


def _empty(replace: bool) -> None:
    """Delete all that is there. Raises Refused where somebody may miss it."""
    sources, users = Source.objects.count(), get_user_model()._default_manager.count()
    if not replace and (sources or users):
        held = f"{number(sources, 'source')} and {number(users, 'user')}"
        raise Refused(f"this database holds {held}; --replace deletes all that is in it first.")
    kept = {apps.get_model(label)._meta.db_table for label in REMADE}
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - kept
    with connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), sorted(tables)):
            cursor.execute(statement)
    BIRTHS.empty()
    DEATHS.empty()


# What is written ------------------------------------------------------------------------------------------


def _insert_all(rows: Iterator[Row], header: Header, tell: Tell) -> Counter[str]:
    """How many of each model."""
    known = {model._meta.label_lower: model for model in kept_models()}
    counts: Counter[str] = Counter(dict.fromkeys(header.counts, 0))
    for label, told in groupby(rows, key=lambda row: str(row["model"])):
        if label not in known:
            raise BadBackup(f"it has rows of {label}, which this Stet does not keep.")
        while some := list(islice(told, AT_ONCE)):
            _insert(known[label], list(serializers.deserialize("python", some)))
            counts[label] += len(some)
            if counts.total() % TOLD_EVERY < len(some):
                tell(counts.total(), header.rows)
    return counts


def _insert(model: Model, found: Sequence[DeserializedObject]) -> None:
    """As they are told, with their keys, and with the times that Django would else set anew."""
    fields = model._meta.concrete_fields
    size = max(1, connection.ops.bulk_batch_size(fields, found))
    for first in range(0, len(found), size):
        query = InsertQuery(model)
        query.insert_values(fields, [one.object for one in found[first : first + size]], raw=True)
        query.get_compiler(connection=connection).execute_sql()
    for one in found:
        for name, related in (one.m2m_data or {}).items():
            getattr(one.object, name).set(related)


def _forget_the_old_place() -> None:
    """What was under way when the backup was made is not, and the transactions of then are of another database."""
    for model in kept_models():
        names = [field.name for field in model._meta.fields if field.name in LEASES]
        if names:
            model._base_manager.update(**dict.fromkeys(names))
    Host.objects.update(held=False, free_at=timezone.now())
    Alert.objects.update(seen_at=0)


def _index_passages() -> None:
    last = 0
    passages = Passage.objects.select_related("article").order_by("pk")
    while some := list(passages.filter(pk__gt=last)[:PASSAGES_AT_ONCE]):
        last = some[-1].pk
        BIRTHS.add([one.birth for one in some])
        DEATHS.add([one.death for one in some if one.died is not None])


def _move_sequences_on() -> None:
    """SQLite's move on by themselves."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
