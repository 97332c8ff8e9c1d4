"""The same channel and items as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from articles.publishing import JSON, RSS, Format, legible
from articles.publishing.places import written

from .channel import NEVER, Channel, Item

LANGUAGE = "en"
"""Of what Stet says; what it quotes may be in any."""


def write(form: Format, channel: Channel, items: Sequence[Item]) -> str:
    """The feed as text: the same for the same facts, always."""
    writers: dict[Format, Callable[[Channel, Sequence[Item]], str]] = {RSS: _rss, JSON: _json}
    return writers.get(form, _atom)(channel, items)


class _Dated(SyndicationFeed):
    """Django dates an empty feed by the clock: it would be other bytes at every poll."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)


class _Rss(_Dated, Rss201rev2Feed):
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("source", item["author_name"], {"url": item["source_feed"]})
        handler.addQuickElement("atom:updated", rfc3339_date(item["updateddate"]))


class _Atom(_Dated, Atom1Feed):
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """A diff is the entry's content, and not the summary of another that readers would have to fetch."""
        super().add_item_elements(handler, item | {"description": None})
        handler.addQuickElement("content", item["description"], {"type": "html"})


def _rss(channel: Channel, items: Sequence[Item]) -> str:
    return _xml(_Rss, channel, items)


def _atom(channel: Channel, items: Sequence[Item]) -> str:
    return _xml(_Atom, channel, items)


def _xml(kind: type[_Rss] | type[_Atom], channel: Channel, items: Sequence[Item]) -> str:
    about = legible(channel.about)
    feed = kind(
        title=legible(channel.title),
        link=settings.PUBLIC_URL + channel.page,
        description=about,
        subtitle=about,
        feed_url=settings.PUBLIC_URL + channel.feed,
        feed_guid=settings.PUBLIC_URL + channel.feed,
        language=LANGUAGE,
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=item.url,
            description=item.html,
            unique_id=item.id,
            unique_id_is_permalink=False,
            pubdate=item.at,
            updateddate=item.at,
            author_name=item.source,
            author_link=item.source_url,
            categories=item.kinds,
            source_feed=item.source_feed,
        )
    return feed.writeString("utf-8")


def _json(channel: Channel, items: Sequence[Item]) -> str:
    """https://www.jsonfeed.org/version/1.1/"""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": legible(channel.title),
        "home_page_url": settings.PUBLIC_URL + channel.page,
        "feed_url": settings.PUBLIC_URL + channel.feed,
        "description": legible(channel.about),
        "language": LANGUAGE,
        "items": [_json_item(item) for item in items],
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _json_item(item: Item) -> dict[str, Any]:
    at = written(item.at)
    return {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "date_published": at,
        "date_modified": at,
        "authors": [{"name": item.source, "url": item.source_url}],
        "tags": list(item.kinds),
        "language": LANGUAGE,
    }
