"""The story that a page carries in a script, for a browser to show: read only where the page itself shows none."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from articles.extraction.blocks import Found, found_blocks
from articles.extraction.errors import ExtractionError
from articles.extraction.tree import parse

_QUOTES = re.compile(r'\\.|"', re.S)
_PARAGRAPHS = re.compile(r"(?:<|\\+u003[cC])(?:p|br)\b")
_FEWEST_PARAGRAPHS = 2
_LONGEST_SCRIPT = 3_000_000
# A framework may put a state as a string into the state that it sends.
_MOST_WRAPPINGS = 2


def embedded_blocks(root: Any) -> list[Found]:
    """The blocks of the longest piece of HTML with paragraphs among the JSON strings of the page's scripts."""
    pieces = (
        piece for script in root.iter("script") for piece in _pieces(script.text or "", _MOST_WRAPPINGS)
    )
    longest = max(pieces, key=len, default="")
    if not longest:
        return []
    try:
        return found_blocks(parse(f"<body><article>{longest}</article></body>"))
    except ExtractionError:
        return []


def _pieces(text: str, wrappings: int) -> Iterator[str]:
    if len(text) > _LONGEST_SCRIPT or len(_PARAGRAPHS.findall(text)) < _FEWEST_PARAGRAPHS:
        return
    for between in _between_quotes(text):
        if len(_PARAGRAPHS.findall(between)) < _FEWEST_PARAGRAPHS:
            continue
        try:
            read = json.loads(f'"{between}"', strict=False)
        except ValueError:
            continue
        if read.lstrip().startswith("<"):
            yield read
        elif wrappings:
            yield from _pieces(read, wrappings - 1)


def _between_quotes(text: str) -> Iterator[str]:
    """What stands between two quotation marks, in a string or not: in a script alone no one can tell which."""
    ends = [mark.start() for mark in _QUOTES.finditer(text) if mark[0] == '"']
    return (text[start + 1 : end] for start, end in pairwise(ends))
