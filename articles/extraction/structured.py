"""The page's schema.org description of its article (JSON-LD), as far as it can be read."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from articles.extraction.blocks import Found
from articles.extraction.normalising import normalised, squeezed

_LONGEST = 2_000_000
_MOST_NODES = 5_000
_SAME_TEXT = 0.5
_TELLING_CHARACTERS = 40
_TAGS = re.compile(r"<[^<>]{1,500}>")


def described_article(root: Any) -> dict[str, Any]:
    """The first JSON-LD object that is an article with a headline, else the first article, else {}."""
    articles = [node for node in _nodes(root) if _is_article(node)]
    return next((node for node in articles if plain(node.get("headline"))), articles[0] if articles else {})


def plain(value: object) -> str:
    """A JSON-LD value as text, "" for what is none; entities, which some publishers leave in, are read."""
    if isinstance(value, list) and value:
        value = value[0]
    return normalised(html.unescape(value)) if isinstance(value, str) else ""


def names(value: object) -> list[str]:
    """The names in an `author` or `publisher` value: texts, objects with a `name`, or lists of either."""
    if isinstance(value, list):
        return [name for each in value[:50] for name in names(each) if not isinstance(each, list)]
    name = plain(value.get("name")) if isinstance(value, dict) else plain(value)
    return [name] if name else []


def _nodes(root: Any) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" in script.get("type", "").lower():
            yield from _objects_within(_read(script.text or ""))


def _read(text: str) -> object:
    try:
        return json.loads(text.strip().rstrip(";"), strict=False) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        return None


def _objects_within(value: object) -> Iterator[dict[str, Any]]:
    """Every object in `value`, outer before inner, in order."""
    waiting, seen = [value], 0
    while waiting and (seen := seen + 1) <= _MOST_NODES:
        node = waiting.pop(0)
        if isinstance(node, dict):
            yield node
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting += [child for child in children if isinstance(child, dict | list)]


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Report"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def attested_blocks(told: list[Found], described: dict[str, Any]) -> list[Found]:
    """Those of the blocks `told` that the JSON-LD `articleBody` has word for word, where it is the text of this page.

    It knows no paragraphs on most pages, and is a teaser, another edition or markup on some: it only ever selects.
    """
    body = described.get("articleBody")
    whole = squeezed(plain(_TAGS.sub(" ", body))) if isinstance(body, str) and len(body) <= _LONGEST else ""
    if not whole:
        return []
    pieces = [(block, squeezed(block.text)) for block in told if len(block.text) >= _TELLING_CHARACTERS]
    attested = [(block, piece) for block, piece in pieces if piece in whole]
    is_of_this_page = sum(len(piece) for _, piece in attested) >= len(whole) * _SAME_TEXT
    return [block for block, _ in attested] if is_of_this_page else []
