"""Deletes snapshots that are to be kept no longer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.pipeline import Keeping, expire
from articles.publishing import number


class Command(BaseCommand):
    help = (
        "Deletes the snapshots (pages as they were fetched) that KEEP_SNAPSHOTS and KEEP_SNAPSHOTS_FOR keep no longer, "
        "as the workers do from time to time. Captures, texts and changes stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        keeping = Keeping.by_settings()
        if keeping.is_for_ever:
            self.stdout.write(
                "Snapshots are kept for ever: KEEP_SNAPSHOTS and KEEP_SNAPSHOTS_FOR limit them."
            )
            return
        articles = snapshots = size = 0
        for articles, expired in enumerate(expire(keeping, timezone.now(), options["dry_run"]), 1):
            snapshots += expired.snapshots
            size += expired.size
            if articles % 1_000 == 0:
                self.stderr.write(f"{number(articles, 'article')} so far")
        verb = "would go" if options["dry_run"] else "went"
        counted = f"{number(snapshots, 'snapshot')} of {number(articles, 'article')}"
        self.stdout.write(f"{counted} {verb}: {size / 10**6:,.1f} MB.")
