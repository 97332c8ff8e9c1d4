"""The words of a text as they are searched for: caseless, without accents, in any script."""

import re
import unicodedata
from typing import NamedTuple

from articles.diffing.tokens import SPACELESS

LONGEST_WORD = 64
"""Characters after which a word is cut: no index takes words of any length."""

_WORD = re.compile(rf"\S{{1,{LONGEST_WORD}}}")
_STANDS_ALONE = re.compile(f"[{SPACELESS}]")
_UNDECOMPOSED = str.maketrans("øłđħŧ\u0131", "oldhti", "\u0640") | {ord("æ"): "ae", ord("œ"): "oe"}
"""Letters that Unicode does not take apart though readers do, and the Arabic stretch, which is no letter."""


class Word(NamedTuple):
    """A folded word, and where it stands in the text that it was read from."""

    text: str
    start: int
    end: int


class _Folds(dict[int, str]):
    """What each character is folded to: letters, digits and the marks that spell words, or a blank; made at need.

    So a text is folded by `str.translate`, and a word of it never has what an index's own tokeniser could cut at.
    """

    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(char: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    bare = unicodedata.normalize("NFC", "".join(one for one in plain if not _is_left_out(one)))
    parted = _STANDS_ALONE.sub(r" \g<0> ", bare.translate(_UNDECOMPOSED))
    return "".join(one if one.isalnum() or unicodedata.category(one)[0] == "M" else " " for one in parted)


def _is_left_out(char: str) -> bool:
    """Accents, vowel points, variation selectors and signs without a width.

    Marks of other classes (0, 7 to 9, and those of Thai, Lao and Tibetan) are letters in all but name.
    """
    accented = unicodedata.combining(char)
    if 10 <= accented <= 36 or accented >= 200:
        return True
    is_selector = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return is_selector or unicodedata.category(char) in ("Cf", "Me")


_FOLDS = _Folds()


def folded_words(text: str) -> list[str]:
    """The words of a text in order; in scripts that put no spaces between words, its characters."""
    return _WORD.findall(text.translate(_FOLDS))


def placed_words(text: str) -> list[Word]:
    """The same words with their places in the text; the marks that a word ends with belong to it."""
    folds = [_FOLDS[ord(char)] for char in text]
    places = [place for place, folded in enumerate(folds) for _ in folded]
    found = _WORD.finditer("".join(folds))
    return [Word(word[0], places[word.start()], _end(folds, places[word.end() - 1])) for word in found]


def _end(folds: list[str], last: int) -> int:
    end = last + 1
    while end < len(folds) and not folds[end]:
        end += 1
    return end
