"""Writes all that is kept into one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.management.backup import save_backup
from articles.publishing import number


class Command(BaseCommand):
    help = (
        "Writes all that is kept into one file, as it is at this moment, while Stet runs. `restore` puts it into an "
        "empty database of either kind. The secret key and sessions are not in it; the names and the hashed passwords "
        "of the admins are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--force", action="store_true", help="write over a file that is there")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if path == Path("-"):
            raise CommandError("A backup is written to a file, which has its name only once it is whole.")
        if path.exists() and not (options["force"] and path.is_file()):
            raise CommandError(f"{path} is there already. Choose another name, or say --force.")
        try:
            header = save_backup(path, timezone.now(), self.tell)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Written to {path}: {number(header.rows, 'row')} ({_size(path)}).")
        self.stdout.write("Keep it on another machine, and try a restore before you need one.")

    def tell(self, done: int, total: int) -> None:
        self.stderr.write(f"{done:,} of {total:,} rows")


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 10**6:,.1f} MB"
