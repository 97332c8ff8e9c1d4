"""What a site puts around and into its stories: lines and places that are left out of what counts as the text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from articles.text import ArticleText, Block

from .lines import prose_place

SignKind = Literal["line", "place"]

_FIGURE = re.compile(r"\d[\d.,]*\d")
_QUOTATION = re.compile(
    r"[\u201c\u201e\u00ab\"]([^\u201c\u201d\u201e\u00ab\u00bb\"]{12,})[\u201d\u201c\u00bb\"]"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """Evidence that something on a page is furniture; `texts` are what was seen there.

    `key` is a line's text, or a place (see Block).
    """

    kind: SignKind
    key: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is left out of an article's texts: lines by their text, and whole places."""

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

    The place of the prose itself is never furniture, and no line that `is_protected`.
    """
    if not furniture:
        return text, ()
    places = furniture.places - {prose_place(text)}
    hidden = [
        block
        for block in text.blocks
        if (block.text in furniture.lines or block.place in places) and not is_protected(block, text)
    ]
    left_out = {id(block) for block in hidden}
    kept = tuple(block for block in text.blocks if id(block) not in left_out)
    return replace(text, blocks=kept), tuple(hidden)


def is_protected(block: Block, text: ArticleText) -> bool:
    """Whether a line reads like a correction note, or carries figures or quotations of its story."""
    if block.text in text.correction.splitlines():
        return True
    telling = [*_FIGURE.findall(block.text), *_QUOTATION.findall(block.text)]
    others = [text.headline, *(other.text for other in text.blocks if other != block)]
    return any(piece in other for piece in telling for other in others)
