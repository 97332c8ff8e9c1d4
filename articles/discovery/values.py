"""What discovery finds."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

MAX_ENTRIES = 500
"""How many entries are taken: of a feed the first, of a sitemap, which lists in any order, the newest."""

MAX_CATEGORIES = 50
LONGEST_CATEGORY = 200

Kind = Literal["feed", "sitemap", "index"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One story as a fetched feed lists it: `url` absolute http(s) as the feed has it, `title` plain text in one line
    (maybe empty), `published` aware UTC, `guid` its identity in the feed, the URL where it has none.

    `updated` is when the feed says that it was last changed (Atom `updated`, JSON Feed `date_modified`, sitemap
    `lastmod`), aware UTC. `digest` differs where the publisher touched what the feed says of the story: see
    `digests.py`. Where `is_news` is False, the entry is a page that may be no story at all: a hint for an article
    that is known, never a new one. `categories` are what the feed files it under, as plain lines, MAX_CATEGORIES of
    them at most.
    """

    url: str
    title: str
    published: datetime | None
    guid: str
    updated: datetime | None = None
    digest: str = ""
    is_news: bool = True
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedContent:
    """A fetched feed: its own title and home page ("" where it names none) and its entries, of a feed in its order,
    of a sitemap the newest first.

    `ttl` is how long the feed asks to be left alone, None where it does not say. `kind` is "feed", "sitemap", or
    "index", which has no entries but names `sitemaps`: absolute http(s), the likeliest to list news first.
    """

    title: str
    home_url: str
    entries: tuple[Entry, ...]
    ttl: timedelta | None = None
    kind: Kind = "feed"
    sitemaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names: absolute http(s) `url`, and `title`, which may be empty."""

    url: str
    title: str
