"""The database, the broker, the clock and the disk."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from django import db
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from articles.models import Feed, Host
from articles.publishing import broker_fault, broker_is_in_memory

from .finding import Finding, Level

CLOCKS_APART = timedelta(seconds=5)
AHEAD = timedelta(minutes=5)
GIGABYTE = 10**9
FULL, NEARLY_FULL = 0.2 * GIGABYTE, 2 * GIGABYTE


def check_database() -> Iterator[Finding]:
    """Fails where rows cannot be read or are not what this code knows."""
    try:
        connection.ensure_connection()
        yield from _check_migrations()
    except db.Error as error:
        text = f"it does not answer: {_said(error)}; is it running, and is DATABASE_URL right?"
        yield Finding(Level.FAIL, "database", text)


def _check_migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    loader = executor.loader
    if missing := executor.migration_plan(loader.graph.leaf_nodes()):
        text = f"{len(missing)} migrations are not applied yet: run ./run manage migrate"
        yield Finding(Level.FAIL, "database", text)
        return
    ahead = [
        name
        for app, name in loader.applied_migrations
        if app == "articles" and (app, name) not in loader.graph.nodes
    ]
    if ahead:
        text = f"it is newer than this code, which does not know {max(ahead)}: install the newer Stet again"
        yield Finding(Level.FAIL, "database", text)
        return
    yield Finding(Level.OK, "database", f"{connection.display_name}, all migrations applied")


def check_broker() -> Iterator[Finding]:
    if broker_is_in_memory():
        yield Finding(
            Level.OK, "broker", "in memory: web site, worker and beat are one process, that of ./run"
        )
    elif fault := broker_fault():
        text = (
            f"Redis does not answer: {fault}; start it or mend CELERY_BROKER_URL; nothing is polled meanwhile"
        )
        yield Finding(Level.FAIL, "broker", text)
    else:
        yield Finding(Level.OK, "broker", "Redis answers")


def check_clock(_now: datetime) -> Iterator[Finding]:
    """Leases and gaps compare times that several machines wrote."""
    before = timezone.now()
    apart = abs(_database_time() - before)
    if apart > CLOCKS_APART:
        text = f"this machine's and the database's are {apart.total_seconds():.0f} s apart: set both by NTP"
        yield Finding(Level.FAIL if apart > settings.LEASE / 2 else Level.WARN, "clock", text)
    else:
        yield Finding(Level.OK, "clock", "as the database's")
    last = Feed.objects.aggregate(at=Max("last_checked_at"))["at"]
    if last and last > before + AHEAD:
        text = (
            f"a feed was last polled on {last:%-d %B %Y, %H:%M} UTC, which is to come: the clock was set back, or "
            "`poll --at` was used; what is due before then waits for it"
        )
        yield Finding(Level.WARN, "clock", text)
    if held := Host.objects.held_beyond_reason().count():
        counted = "1 host is" if held == 1 else f"{held:,} hosts are"
        text = f"{counted} held until long after any visit ends: the clock was set back; it counts as free"
        yield Finding(Level.WARN, "clock", text)


def _database_time() -> datetime:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
            return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
        cursor.execute("SELECT clock_timestamp()")
        return cast(datetime, cursor.fetchone()[0])


def check_disk() -> Iterator[Finding]:
    """Free space where the data lies; on SQLite a backup needs as much again as the database has."""
    folder, size = settings.DATA_DIR, _sqlite_size()
    free = shutil.disk_usage(folder).free
    text = f"{_gigabytes(free)} free in {folder}"
    if size is not None:
        text += f"; the database has {_gigabytes(size)}"
    if not os.access(folder, os.W_OK):
        yield Finding(Level.FAIL, "disk", f"{folder} cannot be written to: give it to the user who runs Stet")
    elif free < FULL:
        yield Finding(Level.FAIL, "disk", f"{text}: soon nothing can be kept any more; make room")
    elif free < NEARLY_FULL or free < (size or 0):
        yield Finding(Level.WARN, "disk", f"{text}: too little for a backup beside it, or soon; make room")
    else:
        yield Finding(Level.OK, "disk", text)


def _said(error: Exception) -> str:
    return str(error).strip().rstrip(".?")


def _sqlite_size() -> int | None:
    """Bytes, what was written last included; None where the database is not a file of ours."""
    if connection.vendor != "sqlite":
        return None
    name: Any = connection.settings_dict["NAME"]
    files = (Path(f"{name}{suffix}") for suffix in ("", "-wal"))
    return sum(file.stat().st_size for file in files if file.is_file())


def _gigabytes(size: float) -> str:
    return f"{size / GIGABYTE:,.1f} GB" if size >= GIGABYTE / 10 else f"{size / 10**6:,.1f} MB"
