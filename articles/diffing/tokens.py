"""Words, numbers and marks, cut so that no token ends inside what a reader sees as one character.

The cuts follow the grapheme clusters of Unicode UAX #29, and are coarser where exactness would cost: a base
keeps its combining marks, joiners and viramas take the next character along, flags and Hangul stay in runs.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

ELLIPSIS = "…"

LONGEST = 48
"""Characters from which a token is cut: a text without any spaces would else be one token, all or nothing."""

WINDOW = 4
"""Characters before a cut that decide it."""

SPACELESS = r"\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\uff66-\uff9f"
"""Scripts that put no spaces between words (CJK, Thai, Lao, Burmese, Khmer): each character is a token."""


_VIRAMA = 9
"""The combining class of the signs that join two consonants into one."""

_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\u1cf5\u1cf6\U000110bd\U000110cd\U000111c2\U000111c3"
    "\U0001193f\U00011941\U00011a3a\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46"
)
"""Signs that belong to the character after them (Grapheme_Cluster_Break=Prepend)."""


def _characters() -> Iterator[str]:
    """All of Unicode but its higher planes and the ideographs below them, which hold no marks."""
    return map(
        chr, (*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x20000), *range(0xE0000, 0xE0200))
    )


def _extends(char: str) -> bool:
    """Whether the character stays with its neighbours: marks, joiners, skin tones, tags, Thai and Lao AM."""
    return (
        unicodedata.category(char).startswith("M")
        or char in _PREPENDED
        or char in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _ranges(chars: str) -> str:
    """The characters, given in code point order, as the inside of a regular expression's character class."""
    ranges: list[list[int]] = []
    for code in map(ord, chars):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# Sets are possessive, groups are not: before 3.11.5 Python matches possessive groups wrongly (python/cpython#106052).
_EXTEND = "".join(filter(_extends, _characters()))
_JOIN = "".join(c for c in _EXTEND if c == "\u200d" or c in _PREPENDED or unicodedata.combining(c) == _VIRAMA)
_MARKS = f"[{_ranges(_EXTEND)}]*+"
_HANGUL = r"[\u1100-\u11ff\ua960-\ua97f\uac00-\ud7ff]++"
_TAIL = rf"{_MARKS}(?:(?<=[{_ranges(_JOIN)}])(?:{_HANGUL}|\S){_MARKS})*"
_LETTERS = rf"(?:[^\W{SPACELESS}]++{_TAIL})"

_NUMBER = rf"\d++(?:[.,]\d++)*{_TAIL}{_LETTERS}*"
_WORD = rf"{_LETTERS}+(?:['\u2019]{_LETTERS}+)*"
_FLAGS = rf"[\U0001f1e6-\U0001f1ff]++{_TAIL}"
_CLUSTER = rf"(?:{_HANGUL}|\S|\s(?=[{_ranges(_EXTEND)}])){_TAIL}"

TOKEN = re.compile(rf"{_NUMBER}|{_WORD}|{_FLAGS}|{_CLUSTER}")
CLUSTER = re.compile(rf"{_FLAGS}|{_CLUSTER}")


class Token(NamedTuple):
    """A stretch of a text without white space around it."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is a word or a number, not punctuation or a symbol."""
        return any(map(str.isalnum, self.text))


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order; what lies between two of them is white space."""
    found: list[Token] = []
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if end - start <= LONGEST:
            found.append(Token(match[0], start, end))
        else:
            found.extend(_cut_by_content(match[0], start))
    return found


def words(text: str) -> list[str]:
    """The words and numbers for likeness, caseless and normalised; all tokens where there is no word."""
    plain = unicodedata.normalize("NFC", text.casefold())
    found = TOKEN.findall(plain)
    if max(map(len, found), default=0) > LONGEST:
        found = [token.text for token in tokens(plain)]
    return [word for word in found if word[0].isalnum()] or found


def count_words(text: str) -> int:
    """How many words and numbers a text has; in scripts without spaces every character counts as one."""
    return sum(token.is_word for token in tokens(text))


def prefix(text: str, length: int) -> str:
    """The longest beginning of a text, of at most `length` characters, that ends with a token."""
    ends = [token.end for token in tokens(text[: length + LONGEST]) if token.end <= length]
    return text[: ends[-1]] if ends else ""


def suffix(text: str, length: int) -> str:
    """The longest end of a text, of at most `length` characters, that begins with a token."""
    skipped = max(0, len(text) - length - LONGEST)
    starts = [skipped + token.start for token in tokens(text[skipped:])]
    return next((text[start:] for start in starts if start >= len(text) - length), "")


def clipped(text: str, length: int) -> str:
    """The text, or as much of it as fits into `length` characters with "…" at its end."""
    return text if len(text) <= length else prefix(text, length - 1) + ELLIPSIS


def _cut_by_content(run: str, offset: int) -> Iterator[Token]:
    """Pieces of a very long run, which end where its characters say so: an edit moves few of the cuts."""
    start = 0
    for cluster in CLUSTER.finditer(run):
        end = cluster.end()
        if end == len(run) or end - start >= LONGEST or _is_cut(run[max(0, end - WINDOW) : end]):
            yield Token(run[start:end], offset + start, offset + end)
            start = end


def _is_cut(before: str) -> bool:
    """Whether to cut after these characters: one place in sixteen, the same in every process (`hash` is not)."""
    return crc32(before.encode("utf-8", "surrogatepass")) % 16 == 0
