"""The addresses. They are citations, and stay."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, path, register_converter

from . import feeds
from .publishing import FORMATS, RSS
from .views import articles, lists, lookup, search, site, tables


class Number:
    """A number as it is written in one way only, and within what a column holds."""

    regex = "0|[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Number, "number")


def feeds_at(folder: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """A feed in each format, RSS under the plain name."""
    return [
        path(
            f"{folder}feed.{suffix}", view, {"form": suffix}, name=name if form is RSS else f"{name}-{suffix}"
        )
        for suffix, form in FORMATS.items()
    ]


urlpatterns = [
    path("", lists.front, name="front"),
    *feeds_at("", feeds.latest, "feed"),
    path("changes.csv", tables.changes, name="table"),
    path("sources/", lists.sources, name="sources"),
    path("sources/<slug:slug>/", lists.source, name="source"),
    *feeds_at("sources/<slug:slug>/", feeds.of_source, "source-feed"),
    path("sources/<slug:slug>/changes.csv", tables.changes, name="source-table"),
    path("articles/<number:pk>/", articles.article, name="article"),
    *feeds_at("articles/<number:pk>/", feeds.of_article, "article-feed"),
    path("articles/<number:pk>/versions/<number:number>/", articles.version, name="version"),
    path("articles/<number:pk>/diff/", articles.choose_diff, name="choose-diff"),
    path("articles/<number:pk>/diff/<number:older>/<number:newer>/", articles.diff, name="diff"),
    path("articles/<number:pk>/since/<str:point>/", articles.since, name="since"),
    path("search/", search.search, name="search"),
    *feeds_at("search/", feeds.of_search, "search-feed"),
    path("lookup/", lookup.lookup, name="lookup"),
    path("about/", site.about, name="about"),
    path("notices/", site.notices, name="notices"),
    path("health/", site.health, name="health"),
    path("metrics/", site.metrics, name="metrics"),
    path("robots.txt", site.robots, name="robots"),
]
