"""Adds the feeds of an OPML file."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.admin.models import ADDITION
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles import parsing
from articles.discovery import LONGEST_OPML
from articles.management.acting import note
from articles.pipeline import NotAdded, import_opml
from articles.publishing import number


class Command(BaseCommand):
    help = (
        "Adds the feeds of an OPML file that are not polled yet, as due at once. Fetches nothing by itself."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="as feed readers export it; - for the standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes: Counter[str] = Counter()
        try:
            for imported in import_opml(read(options["file"]), timezone.now()):
                outcomes[imported.outcome] += 1
                self.stdout.write(str(imported))
                if imported.feed is not None:
                    note(imported.feed, "Imported.", ADDITION)
        except NotAdded as error:
            raise CommandError(str(error)) from error
        finally:
            parsing.stop()
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        told = f"{number(outcomes.total(), 'feed')}: {counts}" if counts else "The list has no feed."
        self.stdout.write(told)


def read(name: str) -> bytes:
    """A little more than a list may have, and no more. Raises CommandError."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(LONGEST_OPML + 1)
        with Path(name).open("rb") as file:
            return file.read(LONGEST_OPML + 1)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
