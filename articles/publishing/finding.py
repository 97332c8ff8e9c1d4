"""An article, version or source by its address, where it may be shown.

What is not there raises the model's own DoesNotExist; what is hidden raises Withheld.
"""

from collections.abc import Iterable

from articles.models import Article, Source, Version


class Withheld(Exception):
    """Hidden here; `reason` is public."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def find_article(pk: int) -> Article:
    """With its source."""
    article = Article.objects.select_related("source").get(pk=pk)
    _refuse_hidden(article)
    return article


def find_source(slug: str) -> Source:
    return Source.objects.get(slug=slug)


def find_version(article: Article, number: int) -> Version:
    """Ready to be read."""
    return find_versions(article, number)[0]


def find_versions(article: Article, *numbers: int) -> tuple[Version, ...]:
    """Ready to be read, in the order asked for."""
    rows = article.versions.readable().select_related("superseded_by").filter(number__in=numbers)
    found = {version.number: version for version in rows}
    if missing := set(numbers) - found.keys():
        raise Version.DoesNotExist(f"article {article.pk} has no version {min(missing)}")
    for version in found.values():
        _refuse_hidden(version)
    return _in_order(found, numbers)


def _in_order(found: dict[int, Version], numbers: Iterable[int]) -> tuple[Version, ...]:
    return tuple(found[number] for number in numbers)


def _refuse_hidden(row: Article | Version) -> None:
    if row.hidden_at:
        raise Withheld(row.hidden_reason)
