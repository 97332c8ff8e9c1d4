"""Tells changes and lifetimes again, after their algorithm changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from articles.management.naming import named_source
from articles.pipeline import rediff
from articles.publishing import number


class Command(BaseCommand):
    help = (
        "Computes the stored changes (counts, kinds, score, excerpt) and lifetimes again that an older algorithm told. "
        "Broken off, it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", default="", metavar="SLUG", help="else all sources")

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done, total, _ in rediff(named_source(options["source"])):
            if done % 100 == 0:
                self.stderr.write(f"{done} of {total} articles")
        self.stdout.write(f"Told again: {number(done, 'article')}.")
