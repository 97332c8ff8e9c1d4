"""The addresses. They are citations, and stay."""

from django.urls import path, register_converter

from . import feeds
from .views import articles, lists, lookup, site


class Number:
    """A number as it is written in one way only, and within what a column holds."""

    regex = "0|[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Number, "number")

urlpatterns = [
    path("", lists.front, name="front"),
    path("feed.rss", feeds.latest, name="feed"),
    path("sources/", lists.sources, name="sources"),
    path("sources/<slug:slug>/", lists.source, name="source"),
    path("sources/<slug:slug>/feed.rss", feeds.of_source, name="source-feed"),
    path("articles/<number:pk>/", articles.article, name="article"),
    path("articles/<number:pk>/feed.rss", feeds.of_article, name="article-feed"),
    path("articles/<number:pk>/versions/<number:number>/", articles.version, name="version"),
    path("articles/<number:pk>/diff/", articles.choose_diff, name="choose-diff"),
    path("articles/<number:pk>/diff/<number:older>/<number:newer>/", articles.diff, name="diff"),
    path("lookup/", lookup.lookup, name="lookup"),
    path("about/", site.about, name="about"),
    path("health/", site.health, name="health"),
    path("robots.txt", site.robots, name="robots"),
]
