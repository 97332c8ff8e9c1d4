"""What a site puts around and into its stories: lines and places that are left out of what counts as the text."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from articles.text import ArticleText, Block

from .lines import prose_place

SignKind = Literal["line", "place"]

_FIGURE = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)*(?![\d])\s?([^\W\d_]+|%)?")
_TELLING_DIGITS = 5
"""So long a figure tells by itself; a shorter one (a price, a year, a share) only with the word behind it."""
_QUOTATION = re.compile(
    r"[\u201c\u201e\u00ab\"]([^\u201c\u201d\u201e\u00ab\u00bb\"]{12,})[\u201d\u201c\u00bb\"]"
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Sign:
    """Evidence that something on a page is furniture; `texts` are what was seen there.

    `key` is a line's text, with its digits masked where only they differ, or a place (see Block).
    """

    kind: SignKind
    key: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is left out of an article's texts: lines by their text, plain or `masked`, and whole places."""

    lines: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()

    @classmethod
    def of(cls, signs: Iterable[tuple[str, str]]) -> "Furniture":
        """From (kind, key) pairs, as signs have them."""
        known = list(signs)
        lines, places = (
            frozenset(key for kind, key in known if kind == wanted) for wanted in ("line", "place")
        )
        return cls(lines, places)

    def __bool__(self) -> bool:
        return bool(self.lines or self.places)

    def __or__(self, other: "Furniture") -> "Furniture":
        return Furniture(self.lines | other.lines, self.places | other.places)


def without_furniture(text: ArticleText, furniture: Furniture) -> tuple[ArticleText, tuple[Block, ...]]:
    """The text as it counts, and the blocks that were left out of it.

    The place of the prose itself is never furniture, and no line that is protected.
    """
    if not furniture:
        return text, ()
    places = furniture.places - {prose_place(text)}
    protects = Protection(text)
    hidden = [
        block
        for block in text.blocks
        if (block.place in places or not furniture.lines.isdisjoint((block.text, masked(block.text))))
        and not protects(block)
    ]
    left_out = {id(block) for block in hidden}
    kept = tuple(block for block in text.blocks if id(block) not in left_out)
    return replace(text, blocks=kept), tuple(hidden)


def masked(text: str) -> str:
    """The text with "#" for every run of digits: what a counter or a clock has at each fetch."""
    return _DIGITS.sub("#", text)


class Protection:
    """Whether a line of `text` reads like a correction note, or carries figures or quotations of its story.

    A figure is the story's where another line or the headline has it too, with the same word behind it or long enough
    to be no coincidence. Prepared in one pass over the text.
    """

    def __init__(self, text: ArticleText) -> None:
        self._notes = set(text.correction.splitlines())
        self._whole = "\n".join([text.headline, *(block.text for block in text.blocks)])
        self._figures = Counter(_figures(self._whole))

    def __call__(self, block: Block) -> bool:
        if block.text in self._notes:
            return True
        own = Counter(_figures(block.text))
        if any(self._figures[figure] > count for figure, count in own.items()):
            return True
        said = _QUOTATION.findall(block.text)
        return any(self._whole.count(words) > block.text.count(words) for words in said)


def _figures(text: str) -> Iterator[str]:
    for found in _FIGURE.finditer(text):
        number = found[0].removesuffix(found[1] or "").strip()
        if found[1] or len(number) >= _TELLING_DIGITS:
            yield f"{number} {(found[1] or '').casefold()}"
