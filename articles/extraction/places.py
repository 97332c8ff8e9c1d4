"""Where a block stands, in words that hold for the like blocks of all pages of a site."""

import re
from functools import lru_cache
from typing import Any

LONGEST_PLACE = 200
_PARTS = re.compile(r"[-_]+")
_HUMPS = re.compile(r"[A-Z]?[^A-Z]+|[A-Z]+")
_VOWELS = frozenset("aeiouyAEIOUY")
# What an article is about, which some editors write into the classes of the elements around its text.
_ABOUT = re.compile(r"(category|tag|author|term|topic|keyword)-")


def place_of(element: Any) -> str:
    """`around > element`, each a tag with its classes, at most LONGEST_PLACE characters.

    Left out of the classes is what varies by page or release: numbers, generated names, the article's subjects.
    """
    around = element.getparent()
    labels = [_label(each.tag, each.get("class", "")) for each in (around, element) if each is not None]
    return " > ".join(labels)[:LONGEST_PLACE].rstrip(" >.-")


@lru_cache(maxsize=1_000)
def _label(tag: str, classes: str) -> str:
    names = (_lasting(name) for name in classes.split() if not _ABOUT.match(name))
    return ".".join((tag, *dict.fromkeys(filter(None, names))))


def _lasting(name: str) -> str:
    return "-".join(part for part in _PARTS.split(name) if part and not _is_generated(part))


def _is_generated(part: str) -> bool:
    """Whether build tools or a database made up this part of a name: it has digits, or does not read as words."""
    if any(map(str.isdigit, part)):
        return True
    humps = _HUMPS.findall(part)
    is_jumbled = len(humps) > 1 and len(part) / len(humps) < 3
    return is_jumbled or (len(part) > 4 and part.isascii() and not _VOWELS.intersection(part))
