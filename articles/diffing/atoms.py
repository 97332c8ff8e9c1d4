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
SYMBOLS = ("Sm", "Sc", "So")
"""The categories of signs that say something: <, £, a face."""
APOSTROPHES = "'\u2019\u02bc"
MINUS = "-\u2212\u2013"
QUOTES = '"“”„«»「」『』'
SINGLE_QUOTES = "'‘’‚‹›"  # noqa: RUF001
QUOTED = '"'
"""The key of a quotation mark, whichever it is: to put a word in quotes is to change what it says."""
BEFORE_QUOTED = '([“"„«—–-/:'  # noqa: RUF001
"""What a quotation may follow without a space."""
ELISION = re.compile(r"(?:\d0s|em|til|tis|twas|cause|bout|n|s|t)\b", re.IGNORECASE)
"""What an apostrophe stands before: the '90s, rock 'n' roll, 's avonds."""


class Atom(NamedTuple):
    """A word, numeral or sign that says something. `key` is what it says, `start` and `end` where in the text.

    `figure` tells whether it counts, measures or dates.
    """

    key: str
    text: str
    start: int
    end: int
    figure: bool = False


ACCENTS = re.compile(
    "(?<![\u0400-\u052f])[\u0300-\u036f]|(?<=\u0435)\u0308|[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\ufe00-\ufe0f]"
)
"""Marks that a word may be written without: on Latin and Greek letters, the dots of Cyrillic ё, the points of Hebrew
and Arabic, variants of symbols. Other scripts make another letter by a mark: й, が, the vowels of Hindi and Thai.
"""


def fold(text: str) -> str:
    """A text without what is form: case, accents, white space, punctuation."""
    plain = text.casefold()
    if not plain.isascii():
        plain = ACCENTS.sub("", unicodedata.normalize("NFKD", plain).casefold())
    return "".join(char for char in plain if char.isalnum() or unicodedata.category(char)[0] == "M")


def atoms(text: str, english: bool) -> list[Atom]:
    """The atoms of a text in order, each for itself: nothing is said yet of figures in words."""
    found: list[Atom] = []
    text = GROUPED.sub(lambda match: _closed_up(match[0]), text)
    is_open = False
    for token in tokens(text):
        if token.text in SINGLE_QUOTES:
            opens, closes = opens_quotation(text, token.start), is_open and closes_quotation(text, token.end)
            is_open = opens or (is_open and not closes)
            found += [Atom(QUOTED, *token)] * (opens or closes)
        else:
            found += _of_token(token, text, english)
    return found


def opens_quotation(text: str, at: int) -> bool:
    """Whether a single mark here begins a quotation, rather than being an apostrophe."""
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    set_off = before in BEFORE_QUOTED or before.isspace()
    return set_off and bool(after.strip()) and not ELISION.match(text, at + 1)


def closes_quotation(text: str, end: int) -> bool:
    """Whether a single mark that ends here may end a quotation: it is an apostrophe too (the workers' pay)."""
    return not text[end - 2 : end - 1].isspace() and not text[end : end + 1].isalnum()


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
    elif token.text in QUOTES:
        yield Atom(QUOTED, *token)
    elif token.text == "&":
        yield Atom("and" if english else "&", *token)
    elif token.text == "%" or (token.text != "|" and unicodedata.category(token.text[0]) in SYMBOLS):
        is_figure = token.text == "%" or unicodedata.category(token.text[0]) == "Sc"
        yield Atom(ACCENTS.sub("", token.text), *token, figure=is_figure)


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
