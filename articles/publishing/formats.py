"""The formats that every feed is offered in, and their addresses beside each list."""

from typing import NamedTuple

from django.urls import reverse


class Format(NamedTuple):
    """`suffix` ends an address: `/feed.rss`."""

    suffix: str
    title: str
    media_type: str


RSS = Format("rss", "RSS", "application/rss+xml")
ATOM = Format("atom", "Atom", "application/atom+xml")
JSON = Format("json", "JSON Feed", "application/feed+json")
FORMATS = {form.suffix: form for form in (RSS, ATOM, JSON)}


class FeedLink(NamedTuple):
    form: Format
    address: str


def feed_address(form: Format, name: str, *args: object, query: str = "") -> str:
    """The address of a feed in this format; `name` is that of the feed's addresses, `query` narrows it."""
    path = reverse(f"{name}-{form.suffix}" if form is not RSS else name, args=args)
    return f"{path}?{query}" if query else path


def feeds_at(name: str, *args: object, query: str = "") -> list[FeedLink]:
    return [FeedLink(form, feed_address(form, name, *args, query=query)) for form in FORMATS.values()]
