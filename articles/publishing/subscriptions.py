"""What is polled, as a list that other programs and other Stets read."""

from typing import Literal

from articles.discovery import ListedFeed, ListedSource, write_opml
from articles.models import Feed, Source

from .legible import linkable


def subscriptions() -> bytes:
    """All sources with their feeds, as OPML in UTF-8; what a feed leaves out and how pages are read is not in it."""
    sources = Source.objects.prefetch_related("feeds").order_by("name", "pk")
    return write_opml("What Stet follows", ((_source(source), _feeds(source)) for source in sources))


def _feeds(source: Source) -> list[ListedFeed]:
    return [_feed(feed, source) for feed in source.feeds.all() if linkable(feed.url)]


def _source(source: Source) -> ListedSource:
    return ListedSource(source.name, linkable(source.home_url), source.slug)


def _feed(feed: Feed, source: Source) -> ListedFeed:
    is_sitemap = feed.kind == Feed.Kind.SITEMAP
    kind: Literal["feed", "sitemap"] = "sitemap" if is_sitemap else "feed"
    return ListedFeed(feed.url, feed.title, linkable(source.home_url), kind, feed.paused)
