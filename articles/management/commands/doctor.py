"""Looks whether all is well, and says what to do."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import db
from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.management.doctor import Finding, Level, examine_rows, examine_stores
from articles.management.doctor.sources import LEGEND, details_of, header, row_of
from articles.management.doctor.stores import check_database
from articles.management.naming import named_source
from articles.models import Source
from articles.publishing import number


class Command(BaseCommand):
    help = (
        "Looks at configuration, database, broker, clock, disk, queue, hosts, search, anchors, integrity and sources, "
        "and says what to do. Tries whether a few hosts can be connected to, and fetches nothing. Exit status 1 where "
        "something fails."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", default="", metavar="SLUG", help="this source alone, in detail")
        parser.add_argument("--offline", action="store_true", help="do not try whether hosts can be reached")

    def handle(self, *args: Any, **options: Any) -> None:
        self.levels: Counter[Level] = Counter()
        now = timezone.now()
        try:
            if options["source"]:
                self.examine_one(options["source"], now)
            else:
                self.examine_all(now, options["offline"])
        except db.Error as error:
            self.show([Finding(Level.FAIL, "database", f"it cannot be read: {error}")])
        if self.levels[Level.FAIL]:
            sys.exit(1)

    def examine_all(self, now: datetime, offline: bool) -> None:
        stores = list(examine_stores())
        self.show(stores)
        if _database_is_usable(stores):
            self.show(examine_rows(now, offline))
            self.show_sources(now)
        self.stdout.write(f"{self.levels[Level.FAIL]} failed, {number(self.levels[Level.WARN], 'warning')}.")

    def examine_one(self, slug: str, now: datetime) -> None:
        """Where the database cannot be read, that is what is told."""
        database = list(check_database())
        if not _database_is_usable(database):
            self.show(database)
        elif source := named_source(slug):
            self.show(details_of(source, now))

    def show(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.levels[finding.level] += 1
            self.stdout.write(str(finding))

    def show_sources(self, now: datetime) -> None:
        sources = Source.objects.prefetch_related("feeds")
        if not sources:
            text = "there is none: ./run manage add_source https://example.org/ adds one"
            self.show([Finding(Level.WARN, "sources", text)])
            return
        self.stdout.write(f"\n{header()}")
        for source in sources:
            row, troubles = row_of(source, now)
            self.stdout.write(row)
            self.show(troubles)
        self.stdout.write("\n".join((*LEGEND, "")))


def _database_is_usable(findings: Iterable[Finding]) -> bool:
    return all(one.level != Level.FAIL for one in findings if one.subject == "database")
