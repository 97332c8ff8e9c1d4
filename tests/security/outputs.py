"""Where what was stored comes out again: the pages and feeds of an article, of its source, and of all."""

from urllib.parse import urlencode

from articles.models import Article
from articles.publishing import FORMATS


def pages_of(article: Article, words: str = "the") -> list[str]:
    """Every public page on which it, or its source, may stand; `words` find it."""
    base, source = article.get_absolute_url(), article.source.get_absolute_url()
    numbers = range(article.versions_count)
    versions = [f"{base}versions/{number}/" for number in numbers]
    pairs = [f"{base}diff/{older}/{older + 1}/" for older in numbers[:-1]]
    views = [f"{pair}?view={view}&text=all" for pair in pairs for view in ("inline", "side")]
    backwards = [f"{base}diff/1/0/"] if len(numbers) > 1 else []
    asked = urlencode({"q": words})
    searches = [f"/search/?{asked}{scope}" for scope in ("", "&in=added", "&in=removed", "&headlines=on")]
    lookups = [f"/lookup/?{urlencode({'url': f'https://{article.source.site}/nowhere'})}"]
    lives = [f"{base}?view=life", f"{base}since/0/"] if len(numbers) else []
    own = [base, *lives, *versions, *pairs, *views, *backwards]
    return [*own, source, "/", "/sources/", "/notices/", *searches, *lookups]


def feeds_of(article: Article, words: str = "the") -> list[str]:
    """The feeds beside them, in each format."""
    folders = ["/", article.source.get_absolute_url(), article.get_absolute_url()]
    asked = urlencode({"q": words})
    return [
        address
        for form in FORMATS
        for address in (*(f"{folder}feed.{form}" for folder in folders), f"/search/feed.{form}?{asked}")
    ]
