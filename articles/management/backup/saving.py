"""A backup made while Stet runs."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from articles.models import at_one_moment

from .contents import applied_migrations, count_rows, kept_models, rows_of
from .files import Header, Row, write_backup

TOLD_EVERY = 10_000

Tell = Callable[[int, int], None]
"""Is told how many rows of how many are done."""


def save_backup(path: Path, now: datetime, tell: Tell) -> Header:
    """All rows as they stood at one moment; nobody waits for it. The file is there when it is whole."""
    with at_one_moment():
        header = Header(
            made_at=now,
            made_by=settings.VERSION,
            made_of=connection.display_name,
            migrations=applied_migrations(),
            counts=count_rows(),
        )
        write_backup(path, header, _told(header.rows, tell))
    return header


def _told(total: int, tell: Tell) -> Iterator[Row]:
    done = 0
    for model in kept_models():
        for row in rows_of(model):
            done += 1
            if done % TOLD_EVERY == 0:
                tell(done, total)
            yield row
