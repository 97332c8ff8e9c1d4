"""What a feed and its items say, whatever the format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from articles.models import Change
from articles.publishing import Format, feed_address, legible

LONGEST = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When an empty feed was last updated: Atom wants a time, and the same feed must be the same bytes at every poll."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed's own facts. `page` is the path of the list beside it, `feed` the path of itself.

    `describe` gives each change as HTML, in order; `longest` counts items.
    """

    title: str
    about: str
    page: str
    feed: str
    describe: Callable[[Sequence[Change]], list[str]]
    longest: int = LONGEST


@dataclass(frozen=True, slots=True)
class Item:
    """One change, of legible text only; addresses are absolute. `source_feed` is the feed of its source alone."""

    id: str
    title: str
    url: str
    html: str
    source: str
    source_url: str
    source_feed: str
    at: datetime
    kinds: tuple[str, ...]


def items_of(channel: Channel, form: Format, shown: Sequence[Change]) -> list[Item]:
    """Their sources are loaded already."""
    described = channel.describe(shown)
    return [_item(change, html, form) for change, html in zip(shown, described, strict=True)]


def _item(change: Change, html: str, form: Format) -> Item:
    headline = change.headline or change.old_headline or "(without a headline)"
    return Item(
        id=permanent_id(change),
        title=legible(f"{headline}: {change.summary}" if change.summary else headline),
        url=settings.PUBLIC_URL + change.get_absolute_url(),
        html=legible(html),
        source=legible(change.source.name),
        source_url=settings.PUBLIC_URL + change.source.get_absolute_url(),
        source_feed=settings.PUBLIC_URL + feed_address(form, "source-feed", change.source.slug),
        at=change.not_after,
        kinds=tuple(map(legible, change.kinds)),
    )


def permanent_id(change: Change) -> str:
    """A tag URI (RFC 4151). It names the change and not its address, so that it stays when paths move; it begins with
    the public URL's host, and is another one's when Stet moves to another host.
    """
    authority = f"{urlsplit(settings.PUBLIC_URL).hostname},{change.not_after:%Y-%m-%d}"
    return f"tag:{authority}:articles/{change.article_id}/changes/{change.number}"
