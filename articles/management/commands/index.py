"""Indexes for search what is kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.management.naming import named_source
from articles.pipeline import index
from articles.publishing import number


class Command(BaseCommand):
    help = (
        "Indexes for search what is kept and not indexed yet; new texts are indexed as they come. Broken off, it goes "
        "on where it was, with --anew too if that is left out then."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", default="", metavar="SLUG", help="else all sources")
        parser.add_argument("--anew", action="store_true", help="forget the index first, of all sources")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anew"] and options["source"]:
            raise CommandError("--anew forgets the index of all sources: leave --source out.")
        done = 0
        for done, total, _ in index(named_source(options["source"]), options["anew"]):
            if done % 100 == 0 or done == total:
                self.stderr.write(f"{done} of {total} articles")
        self.stdout.write(f"Indexed: {number(done, 'article')}.")
