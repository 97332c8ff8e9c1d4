"""What discovery finds."""

from dataclasses import dataclass
from datetime import datetime

MAX_ENTRIES = 500
"""How many entries of a feed are looked at, from its beginning."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One story as a fetched feed lists it: `url` absolute http(s) as the feed has it, `title` plain text in one line
    (maybe empty), `published` aware UTC, `guid` its identity in the feed, the URL where it has none."""

    url: str
    title: str
    published: datetime | None
    guid: str


@dataclass(frozen=True, slots=True)
class FeedContent:
    """A fetched feed: its own title and home page ("" where it names none) and its entries in feed order."""

    title: str
    home_url: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names: absolute http(s) `url`, and `title`, which may be empty."""

    url: str
    title: str
