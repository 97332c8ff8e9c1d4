"""Feeds that large outlets have offered for many years: where a new Stet can begin."""

import json
from functools import cache
from importlib import resources
from typing import NamedTuple


class KnownFeed(NamedTuple):
    """`language` is a BCP 47 tag, `name` the outlet's in it."""

    name: str
    url: str
    language: str
    about: str


@cache
def known_feeds() -> tuple[KnownFeed, ...]:
    """In the order in which they are offered."""
    text = resources.files("articles.discovery").joinpath("known_feeds.json").read_text(encoding="utf-8")
    return tuple(KnownFeed(**feed) for feed in json.loads(text))
