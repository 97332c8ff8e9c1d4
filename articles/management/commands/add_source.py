"""Adds a source from its site or feed."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.admin.models import ADDITION
from django.core.management.base import BaseCommand, CommandError

from articles import parsing
from articles.management.acting import note
from articles.pipeline import NotAdded, add_source
from articles.publishing import number


class Command(BaseCommand):
    help = "Adds a source by the address of its feed or of its site (whose feed is found); polls it at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "url", help="of a feed (RSS, Atom, JSON Feed, news sitemap) or of a site that has one"
        )
        parser.add_argument("--name", default="", help="else the feed's own title")
        parser.add_argument("--slug", default="", help="for its address here; else made from the name")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            feed = add_source(options["url"], name=options["name"], slug=options["slug"])
        except NotAdded as error:
            raise CommandError(str(error)) from error
        finally:
            parsing.stop()
        source = feed.source
        note(source, "Added.", ADDITION)
        self.stdout.write(
            f"Added {source.name} ({source.slug}) with the {feed.get_kind_display()} {feed.url}: "
            f"{number(feed.articles.count(), 'article')} due for a first check."
        )
