"""Reads stored snapshots again, after rules or the extractor changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles import parsing
from articles.management.acting import user_here
from articles.management.naming import named_source
from articles.pipeline import reextract
from articles.publishing import number


class Command(BaseCommand):
    help = (
        "Reads stored snapshots again with the rules and the extractor of today. Versions that then repeat another are "
        "superseded, and their addresses lead there; captures and numbers stay. Broken off, it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", default="", metavar="SLUG", help="else all sources")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
        parser.add_argument("--reason", default="", help="for the audit entry")

    def handle(self, *args: Any, **options: Any) -> None:
        source = named_source(options["source"])
        articles = readings = superseded = skipped = 0
        run = reextract(source, user_here(), options["reason"], timezone.now(), options["dry_run"])
        try:
            for step in run:
                if step.done % 100 == 0:
                    self.stderr.write(f"{step.done} of {step.total} articles")
                if step.found is None:
                    skipped += 1
                    self.stdout.write(f"{step.article.url}: skipped; {step.skipped}")
                    continue
                articles += 1
                readings += step.found.readings
                superseded += step.found.superseded
                for one in step.found.news:
                    self.stdout.write(str(one))
        finally:
            parsing.stop()
        said = "Would be read again" if options["dry_run"] else "Read again"
        counts = (
            f"{number(articles, 'article')}, {number(readings, 'version')} otherwise, {superseded} superseded"
        )
        self.stdout.write(f"{said}: {counts}.")
        if skipped:
            self.stdout.write(f"{number(skipped, 'article')} skipped; the next run reads them again.")
