"""Writes all sources and feeds as OPML."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.publishing import subscriptions


class Command(BaseCommand):
    help = "Writes all sources and feeds as OPML, which import_opml and feed readers take."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="else the standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        written = subscriptions()
        if options["file"] == "-":
            sys.stdout.write(written.decode())
            return
        try:
            Path(options["file"]).write_bytes(written)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"Written to {options['file']}.")
