"""Pauses a source, a feed or an article, or resumes it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from articles.management.acting import note
from articles.management.naming import named_article, named_source
from articles.models import Article, Feed, Source
from articles.publishing import number


class Command(BaseCommand):
    help = "Stops polling and checking a source with all that it has, a feed, or an article, until it is resumed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "what",
            metavar="SOURCE|FEED-URL|ARTICLE",
            help="a source's slug, an address, or an article's number",
        )
        parser.add_argument("--resume", action="store_true", help="go on with it, at once")

    def handle(self, *args: Any, **options: Any) -> None:
        row, now = named(options["what"]), timezone.now()
        verb = "resumed" if options["resume"] else "paused"
        if isinstance(row, Source):
            feeds, articles = row.resume(now) if options["resume"] else row.pause()
            counted = f"{number(feeds, 'feed')} and {number(articles, 'article')}"
            self.stdout.write(f"Of {row.name} ({row.slug}), {counted} were {verb}.")
        elif row.paused and not options["resume"]:
            self.stdout.write(f"{_kind(row)} {row.pk}, {row}, was paused already.")
            return
        else:
            row.resume(now) if options["resume"] else row.pause()
            self.stdout.write(f"{_kind(row)} {row.pk}, {row}, was {verb}.")
        note(row, f"{verb.capitalize()}.")


def named(what: str) -> Source | Feed | Article:
    """Raises CommandError where there is none of that name."""
    found = Source.objects.filter(slug=what).first() or Feed.objects.filter(url=what).first()
    if found is None and "/" not in what and not what.isdecimal():
        named_source(what)  # there is none of this slug: it says which there are
    return found or named_article(what)


def _kind(row: Feed | Article) -> str:
    return "Feed" if isinstance(row, Feed) else "Article"
