"""Writes down what the chains of captures are, outside of the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.pipeline import write_anchor


class Command(BaseCommand):
    help = (
        "Writes an anchor: the last hash of each article's chain of captures that grew since the anchor before, as the "
        "workers do once a day. Copied to where nobody who can write to the database can, it lets `verify` prove that "
        "no chain was cut off, deleted or written anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", nargs="?", type=Path, metavar="FOLDER", help="else `anchors` in the data folder"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"] or settings.ANCHORS_DIR
        if folder.exists() and not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        try:
            path = write_anchor(folder, timezone.now())
        except FileExistsError as error:
            raise CommandError("Another process writes an anchor at this moment.") from error
        except OSError as error:
            raise CommandError(f"The anchor cannot be written: {error}") from error
        self.stdout.write(f"{path} was written. Copy it to another machine.")
