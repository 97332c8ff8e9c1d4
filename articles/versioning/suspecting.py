"""Texts that are hardly the story, although the server says so."""

import re

from articles.text import ArticleText

from .lines import delta

SHRUNKEN = 0.3
"""A text with less of the characters than this is suspect."""
TEASER = 0.6
"""The same where the page says that not everyone may read it."""

_FIGURES = re.compile(r"\d+")


def suspicion(current: ArticleText, text: ArticleText) -> str:
    """Why `text`, which a page shows after `current`, is held as a suspect, in one line; "" where it is not."""
    left = _size(text) / max(1, _size(current))
    if left < SHRUNKEN:
        return f"only {left:.0%} of the text is left."
    if current.free and not text.free and left < TEASER:
        return f"the page now says that not everyone may read it, and {left:.0%} of the text is left."
    return ""


def is_one_kind(reason: str, other: str) -> bool:
    """Whether two reasons differ in their figures alone."""
    return _FIGURES.sub("", reason) == _FIGURES.sub("", other)


def is_alike(suspect: ArticleText, text: ArticleText) -> bool:
    """Whether `text` is the suspect but for details, such as the number of an error: each line is one of its lines, or
    an edit of one.
    """
    step = delta(suspect, text)
    return not (step.added or step.removed)


def _size(text: ArticleText) -> int:
    return sum(len(block.text) for block in text.blocks)
