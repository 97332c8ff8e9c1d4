"""The feeds: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape


@dataclass(frozen=True, slots=True)
class Item:
    url: str
    title: str
    published: datetime


WriteFeed = Callable[[str, str, list[Item]], str]
"""From the outlet's name and address and its stories, newest first."""


def write_rss(name: str, url: str, items: list[Item]) -> str:
    entries = "".join(
        f"<item><title>{escape(item.title)}</title><link>{escape(item.url)}</link>"
        f'<guid isPermaLink="false">{escape(item.url)}</guid>'
        f"<pubDate>{format_datetime(item.published.astimezone(UTC), usegmt=True)}</pubDate></item>"
        for item in items
    )
    about = f"<title>{escape(name)}</title><link>{url}/</link><description>{escape(name)}</description>"
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{about}{entries}</channel></rss>'


def write_atom(name: str, url: str, items: list[Item]) -> str:
    entries = "".join(
        f"<entry><title>{escape(item.title)}</title><id>{escape(item.url)}</id>"
        f'<link href="{escape(item.url)}"/><updated>{item.published.isoformat()}</updated>'
        f"<published>{item.published.isoformat()}</published></entry>"
        for item in items
    )
    updated = max((item.published for item in items), default=datetime(2000, 1, 1, tzinfo=UTC))
    about = (
        f'<title>{escape(name)}</title><id>{url}/</id><link href="{url}/"/>'
        f"<author><name>{escape(name)}</name></author><updated>{updated.isoformat()}</updated>"
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{about}{entries}</feed>'


def write_json(name: str, url: str, items: list[Item]) -> str:
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": name,
        "home_page_url": f"{url}/",
        "items": [
            {
                "id": item.url,
                "url": item.url,
                "title": item.title,
                "date_published": item.published.isoformat(),
            }
            for item in items
        ],
    }
    return json.dumps(told, ensure_ascii=False)
