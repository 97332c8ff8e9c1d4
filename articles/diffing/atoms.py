"""A passage as what it says: its words and figures without their form.

"5 per cent", "5%" and "five percent" are the same atoms; so are "2m" and "two million", "7 p.m." and "7pm".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from articles.diffing.english import CONTRACTED, CONTRACTIONS, UNMARKED
from articles.diffing.tokens import Token, tokens

GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d\w])")
"""A figure whose thousands are set apart by spaces."""

THOUSANDS = {True: re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), False: re.compile(r"\d{1,3}(?:[.,]\d{3})+")}
"""A figure with separators, in English and in any language that might have either."""

NUMERAL = re.compile(r"(\d[\d.,]*)(\D*)")
APOSTROPHES = "'\u2019\u02bc"
MINUS = "-\u2212\u2013"
QUOTES = '"“”„«»'


class Atom(NamedTuple):
    """A word, numeral or sign that says something. `key` is what it says, `start` and `end` where in the text.

    `figure` tells whether it counts, measures or dates.
    """

    key: str
    text: str
    start: int
    end: int
    figure: bool = False


def fold(text: str) -> str:
    """A text without what is form: case, accents, white space, punctuation."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def atoms(text: str, english: bool) -> list[Atom]:
    """The atoms of a text in order, each for itself: nothing is said yet of figures in words."""
    found: list[Atom] = []
    text = GROUPED.sub(lambda match: _closed_up(match[0]), text)
    for token in tokens(text):
        found += _of_token(token, text, english)
    return found


def marks(text: str) -> int:
    """How many double quotation marks a text has: to put a word in quotes is to change what it says."""
    return sum(char in QUOTES for char in text)


def keys(found: Sequence[Atom]) -> list[str]:
    return [atom.key for atom in found]


def _closed_up(figure: str) -> str:
    """A figure whose thousands are set apart by commas: as long as it was, so that offsets hold."""
    return re.sub(r"\s", ",", figure)


def _of_token(token: Token, text: str, english: bool) -> Iterator[Atom]:
    if token.text[0].isdigit():
        yield from _of_numeral(token, text, english)
    elif token.is_word:
        yield from _of_word(token, english)
    elif token.text == "&":
        yield Atom("and" if english else "&", *token)
    elif token.text == "%" or unicodedata.category(token.text[0])[0] == "S":
        yield Atom(
            token.text, *token, figure=token.text == "%" or unicodedata.category(token.text[0]) == "Sc"
        )


def _of_numeral(token: Token, text: str, english: bool) -> Iterator[Atom]:
    """The numeral, with a minus that stands right before it, and what is written on to it (5pm, 21st, 3m)."""
    match = NUMERAL.fullmatch(token.text)
    if match is None:
        yield Atom(fold(token.text), *token, figure=True)
        return
    number, unit = match.groups()
    if THOUSANDS[english].fullmatch(number):
        number = re.sub(r"[.,](?=\d{3}(?!\d))", "", number)
    if not english:
        number = number.replace(",", ".")
    sign = "-" if _is_negative(text, token.start) else ""
    middle = token.start + len(match[1])
    yield Atom(sign + number, match[1], token.start, middle, figure=True)
    if fold(unit):
        yield Atom(fold(unit), unit, middle, token.end)


def _is_negative(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start].rjust(2)
    return before[1] in MINUS and not before[0].isalnum() and before[0] not in ".,)%"


def _of_word(token: Token, english: bool) -> Iterator[Atom]:
    plain = token.text.casefold()
    for mark in APOSTROPHES:
        plain = plain.replace(mark, "'")
    if unicodedata.category(plain[0]) == "No":
        yield Atom(plain, *token, figure=True)
    elif not english or ("'" not in plain and plain not in CONTRACTIONS and plain not in UNMARKED):
        yield Atom(fold(plain), *token)
    elif plain in CONTRACTIONS or plain in UNMARKED:
        yield from (Atom(key, *token) for key in CONTRACTIONS.get(plain, (plain[:-2], "not")))
    else:
        stem, ending = _parted(plain)
        yield Atom(fold(stem), token.text[: len(stem)], token.start, token.start + len(stem))
        if ending:
            yield Atom(CONTRACTED[ending], token.text[len(stem) :], token.start + len(stem), token.end)


def _parted(word: str) -> tuple[str, str]:
    ending = next((ending for ending in CONTRACTED if word.endswith(ending) and word != ending), "")
    return (word[: len(word) - len(ending)], ending) if ending else (word, "")
