"""What a command's words name. Raises CommandError, which says what there is instead."""

from django.core.management.base import CommandError

from articles.discovery import BadUrl
from articles.models import Article, Source

LISTED = 20


def named_source(slug: str) -> Source | None:
    """None where none is named."""
    try:
        return Source.objects.get(slug=slug) if slug else None
    except Source.DoesNotExist as error:
        known = ", ".join(Source.objects.values_list("slug", flat=True)[:LISTED])
        raise CommandError(f"There is no source {slug!r}; there are: {known or 'none'}.") from error


def named_article(name: str) -> Article:
    """By its number, or an address that it goes by."""
    try:
        known = Article.objects.filter(pk=int(name)) if name.isdecimal() and len(name) < 19 else None
        article = known.first() if known is not None else Article.objects.known_as(name)
    except BadUrl as error:
        raise CommandError(f"{name} names no article: {error}") from error
    if article is None:
        raise CommandError(f"There is no article {name}; give its number or an address that it goes by.")
    return article
