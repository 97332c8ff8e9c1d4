"""Hides an article, or one version of it, from the public."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.management.acting import note
from articles.management.naming import named_article
from articles.models import Article, Version

LONGEST_REASON = 500


class Command(BaseCommand):
    help = (
        "Hides an article or a version: its addresses answer 451 with the reason, and lists, feeds and search leave "
        "it out from the next request on. The public list of withheld texts tells of it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("article", help="its number, or any address that it goes by")
        parser.add_argument("--version-number", type=int, metavar="N", help="this version alone")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--reason", help="which the public reads")
        what.add_argument("--show-again", action="store_true", help="take it back")

    def handle(self, *args: Any, **options: Any) -> None:
        row = _named(named_article(options["article"]), options["version_number"])
        if options["show_again"]:
            self.stdout.write(_show_again(row))
        else:
            self.stdout.write(_hide(row, options["reason"].strip()))


def _named(article: Article, number: int | None) -> Article | Version:
    if number is None:
        return article
    version = article.versions.filter(number=number).first()
    if version is None:
        raise CommandError(f"Article {article.pk} has no version {number}.")
    return version


def _hide(row: Article | Version, reason: str) -> str:
    if not 0 < len(reason) <= LONGEST_REASON:
        raise CommandError(f"Nothing was hidden: write a reason of 1 to {LONGEST_REASON} characters.")
    row.hide(reason, timezone.now())
    note(row, f"Hidden: {reason}")
    return f"Hidden: {row.get_absolute_url()} answers 451 with the reason."


def _show_again(row: Article | Version) -> str:
    if row.hidden_at is None:
        raise CommandError("It is not hidden.")
    row.unhide(timezone.now())
    note(row, "Shown again.")
    return f"Shown again: {row.get_absolute_url()}"
