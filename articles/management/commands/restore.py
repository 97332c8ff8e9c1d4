"""Puts a backup into the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.backup import BadBackup, Refused, restore_backup
from articles.publishing import number

COUNTED = {
    "articles.source": "source",
    "articles.article": "article",
    "articles.capture": "capture",
    "articles.version": "version",
    "articles.change": "change",
}


class Command(BaseCommand):
    help = (
        "Puts a backup into this database, whichever kind it was made of: all of it, or nothing. Stop Stet before, "
        "workers too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="delete first all that the database holds")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            header = restore_backup(path, options["replace"], self.tell)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except BadBackup as error:
            raise CommandError(f"{path} was not restored: {error} Nothing was written.") from error
        except Refused as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        counted = ", ".join(number(header.counts.get(label, 0), noun) for label, noun in COUNTED.items())
        self.stdout.write(f"Restored as of {header.made_at:%Y-%m-%d %H:%M} UTC: {counted}.")
        self.stdout.write("`./run manage verify` proves that all is as it was written. Admins log in again.")

    def tell(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} rows")
