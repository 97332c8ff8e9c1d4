"""What a site puts around and into its stories: lines and places that are left out of what counts as the text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from articles.text import ArticleText, Block

from .lines import prose_place

SignKind = Literal["line", "place", "slot"]

_FIGURE = re.compile(r"\d[\d.,]*\d")
_QUOTATION = re.compile(
    r"[\u201c\u201e\u00ab\"]([^\u201c\u201d\u201e\u00ab\u00bb\"]{12,})[\u201d\u201c\u00bb\"]"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """Evidence that something on a page is furniture; `texts` are what was seen there.

    `key` is a line's text, a place (see Block), or a slot: the lines above and below, parted by a line feed.
    """

    kind: SignKind
    key: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Furniture:
    """What is left out of an article's texts: lines by their text, whole places, and slots between two lines."""

    lines: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    slots: frozenset[str] = frozenset()

    @classmethod
    def of(cls, signs: Iterable[tuple[str, str]]) -> "Furniture":
        """From (kind, key) pairs, as signs have them."""
        keys: dict[str, set[str]] = {"line": set(), "place": set(), "slot": set()}
        for kind, key in signs:
            keys[kind].add(key)
        return cls(*(frozenset(keys[kind]) for kind in ("line", "place", "slot")))

    def __bool__(self) -> bool:
        return bool(self.lines or self.places or self.slots)

    def __or__(self, other: "Furniture") -> "Furniture":
        return Furniture(self.lines | other.lines, self.places | other.places, self.slots | other.slots)


def without_furniture(text: ArticleText, furniture: Furniture) -> tuple[ArticleText, tuple[Block, ...]]:
    """The text as it counts, and the blocks that were left out of it.

    The place of the prose itself is never furniture, and no line that `is_protected`.
    """
    if not furniture:
        return text, ()
    places = furniture.places - {prose_place(text)}
    hidden = {
        number
        for number, block in enumerate(text.blocks)
        if (block.text in furniture.lines or block.place in places) and not is_protected(block, text)
    }
    hidden |= set(_in_slots(text, furniture.slots, hidden)) if furniture.slots else set()
    kept = tuple(block for number, block in enumerate(text.blocks) if number not in hidden)
    return replace(text, blocks=kept), tuple(text.blocks[number] for number in sorted(hidden))


def is_protected(block: Block, text: ArticleText) -> bool:
    """Whether a line reads like a correction note, or carries figures or quotations of its story."""
    if block.text in text.correction.splitlines():
        return True
    telling = [*_FIGURE.findall(block.text), *_QUOTATION.findall(block.text)]
    others = [text.headline, *(other.text for other in text.blocks if other != block)]
    return any(piece in other for piece in telling for other in others)


def slot_key(above: Block | None, below: Block | None) -> str:
    return "\n".join(block.text if block else "" for block in (above, below))


def _in_slots(text: ArticleText, slots: frozenset[str], hidden: set[int]) -> Iterable[int]:
    """Single blocks that stand between the two lines of a slot."""
    shown = [(number, block) for number, block in enumerate(text.blocks) if number not in hidden]
    for place, (number, block) in enumerate(shown):
        key = slot_key(_at(shown, place - 1), _at(shown, place + 1))
        if key in slots and not is_protected(block, text):
            yield number


def _at(shown: Sequence[tuple[int, Block]], place: int) -> Block | None:
    return shown[place][1] if 0 <= place < len(shown) else None
