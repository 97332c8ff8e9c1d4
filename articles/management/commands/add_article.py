"""Tracks one article without a feed."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.admin.models import ADDITION
from django.core.management.base import BaseCommand, CommandError

from articles import parsing
from articles.management.acting import note
from articles.pipeline import NotAdded, add_article


class Command(BaseCommand):
    help = "Tracks one article that no feed brings, and checks it at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="of the article's page")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            article = add_article(options["url"])
        except NotAdded as error:
            raise CommandError(str(error)) from error
        finally:
            parsing.stop()
        note(article, "Added.", ADDITION)
        self.stdout.write(f"Added {article.url} as article {article.pk}, of {article.source.name}.")
