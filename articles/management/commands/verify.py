"""Proves that what is kept is what was written."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles import parsing
from articles.management.doctor.finding import printable
from articles.management.naming import named_source
from articles.models import Source
from articles.pipeline import Fault, check_anchors, orphans, verify
from articles.publishing import number


class Command(BaseCommand):
    help = (
        "Verifies that what is kept is what was written: the chains of captures, the pages, the texts, the changes, "
        "and by the anchors that no chain was cut off, deleted or written anew. A line for each fault; exit status 1 "
        "where there is one. Nothing is written, and Stet may run meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", default="", metavar="SLUG", help="else all sources, and the anchors")
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FOLDER",
            help="where anchors are kept; else `anchors` in the data folder",
        )
        parser.add_argument(
            "--quick", action="store_true", help="compare hashes alone, and do not read the pages again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.faults = 0
        source, folder = named_source(options["source"]), options["anchors"]
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        try:
            self.verify_rows(source, reads_pages=not options["quick"])
        finally:
            parsing.stop()
        if folder is not None or source is None:
            self.verify_anchors(folder or settings.ANCHORS_DIR)
        self.stdout.write(f"{number(self.faults, 'fault')}." if self.faults else "All is as it was written.")
        if self.faults:
            sys.exit(1)

    def verify_rows(self, source: Source | None, reads_pages: bool) -> None:
        done = captures = pages = unread = 0
        for one in verify(source, reads_pages):
            done, captures, pages = one.done, captures + one.captures, pages + one.pages
            unread += one.unread
            self.tell(*one.faults)
            if done % 100 == 0:
                self.stderr.write(f"{done} of {one.total} articles")
        if source is None:
            self.tell(*orphans())
        counted = f"{number(captures, 'capture')} and {number(pages, 'page')}"
        self.stdout.write(f"{number(done, 'article')} with {counted} were looked at.")
        if unread:
            self.stdout.write(f"{number(unread, 'page')} could not be read again now.")

    def verify_anchors(self, folder: Path) -> None:
        if not folder.is_dir():
            self.stdout.write("There are no anchors yet: ./run manage anchors writes the first.")
            return
        faults = list(check_anchors(folder))
        self.tell(*faults)
        self.stdout.write(f"The anchors in {folder} were looked at.")
        if faults:
            self.stdout.write(
                "If an older backup was restored, move the anchors elsewhere that were made after it."
            )

    def tell(self, *faults: Fault) -> None:
        for fault in faults:
            self.faults += 1
            self.stdout.write(printable(str(fault)))
