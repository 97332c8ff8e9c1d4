"""Which of a page's titles is the story's headline."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from articles.extraction.blocks import found_blocks
from articles.extraction.normalising import normalised
from articles.extraction.structured import names, plain

LONGEST_HEADLINE = 1_000
_SEPARATED = re.compile(
    r"^(?P<title>.+\S)\s*(?:\s[-\u2013\u2014\u2022\u00b7]\s|[|\u3163\uff5c])\s*(?P<site>[^|]{2,60})$"
)
# Below this an h1 and every title the page states are about different things: the h1 is a logo or a teaser.
_SAME_STORY = 45
_LONGEST_KICKER = 60
_TITLE_METAS = ("headline", "parsely-title", "dc.title")


def chosen_headline(root: Any, described: dict[str, Any], url: str) -> str:
    """The headline a reader sees: the h1 that the page's stated titles speak of, else the best stated title.

    `described` is the page's JSON-LD article. Site names behind a title and kickers before it are cut.
    """
    sites = _site_names(root, described, url)
    stated = [_without_site(title, sites) for title in _stated_titles(root, described)]
    seen = _shown(root.iter("h1"))
    headline = _agreed(seen, stated) if stated else next(iter(seen), "")
    headline = headline or _repeated(_shown(root.iter("h2")), stated)
    return (headline or next(iter(stated), ""))[:LONGEST_HEADLINE].rstrip()


def _stated_titles(root: Any, described: dict[str, Any]) -> list[str]:
    """What the page says its title is, most trustworthy first."""
    metas = [meta.get("content", "") for meta in root.iter("meta") if meta.get("name") in _TITLE_METAS]
    metas += [meta.get("content", "") for meta in root.iter("meta") if meta.get("property") == "og:title"]
    metas.append(root.findtext(".//head/title") or "")
    return [title for title in (plain(described.get("headline")), *map(normalised, metas)) if title]


def _shown(headings: Iterable[Any]) -> list[str]:
    """The texts of `headings` that head something on this page: in a menu or beside the story they lead elsewhere."""
    inside = (
        heading for heading in headings if next(heading.iterancestors("nav", "aside", "footer"), None) is None
    )
    texts = (" ".join(block.text for block in found_blocks(heading)) for heading in inside)
    return [text for text in texts if text]


def _repeated(seen: Iterable[str], stated: list[str]) -> str:
    """The first of the headings `seen` that says just what the page states as its title."""
    titles = {_loose(title) for title in stated} - {""}
    return next((text for text in seen if _loose(text) in titles), "")


def _agreed(seen: Iterable[str], stated: list[str]) -> str:
    """The h1 that is most like a stated title, without its kicker; "" where none is like any."""
    agreement = {
        text: max(fuzz.token_set_ratio(_loose(text), _loose(title)) for title in stated) for text in seen
    }
    best = max(agreement, key=lambda text: (agreement[text], len(text)), default="")
    return _without_kicker(best, stated) if best and agreement[best] >= _SAME_STORY else ""


def _without_kicker(text: str, stated: list[str]) -> str:
    for title in stated:
        kicker = text.removesuffix(title)
        if kicker != text and title.count(" ") >= 2 and 0 < len(kicker) <= _LONGEST_KICKER:
            return title
    return text


def _without_site(title: str, sites: set[str]) -> str:
    """`title` without the names of its site at the end; a dash in the headline itself stays."""
    while (parts := _SEPARATED.match(title)) and _key(parts["site"]) in sites:
        title = parts["title"]
    return title


def _site_names(root: Any, described: dict[str, Any], url: str) -> set[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    stated = [
        meta.get("content", "")
        for meta in root.iter("meta")
        if meta.get("property") == "og:site_name" or meta.get("name") == "application-name"
    ]
    found = {
        _key(name) for name in (*stated, *names(described.get("publisher")), host, *host.split(".")[:-1])
    }
    return found - {""}


def _key(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold())).removeprefix("the")


def _loose(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
