"""Where the words of a query stand in a text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from articles.diffing import placed_words
from articles.diffing.tokens import ELLIPSIS, prefix, suffix

from .query import Term

Span = tuple[int, int]
"""From a character of a text up to another."""

LONGEST = 500
"""Characters of a passage that a hit shows, cut between words."""
BEFORE = 120
"""Of those before its first match, at most."""


class Piece(NamedTuple):
    text: str
    is_match: bool


def has(words: Sequence[str], term: Term) -> bool:
    """Whether the term stands among these folded words."""
    return any(True for _ in _places(words, term))


def spans(text: str, terms: Iterable[Term]) -> tuple[Span, ...]:
    """Where the terms stand, in order; those that overlap are one."""
    placed = placed_words(text)
    words = [word.text for word in placed]
    found = (
        (placed[first].start, placed[first + len(term.words) - 1].end)
        for term in terms
        for first in _places(words, term)
    )
    return tuple(_merged(sorted(found)))


def pieces(text: str, matches: Sequence[Span]) -> tuple[Piece, ...]:
    """The text around its first match, with every match a piece of its own; "…" where it was cut."""
    start, end = _window(text, matches)
    return tuple(piece for piece in _pieces(text, matches, start, end) if piece.text)


def _places(words: Sequence[str], term: Term) -> Iterator[int]:
    """Of the first word of each occurrence."""
    *before, last = term.words
    for at in range(len(before), len(words)):
        fits = words[at].startswith(last) if term.is_beginning else words[at] == last
        if fits and words[at - len(before) : at] == before:
            yield at - len(before)


def _merged(found: Iterable[Span]) -> list[Span]:
    whole: list[Span] = []
    for start, end in found:
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def _window(text: str, matches: Sequence[Span]) -> Span:
    if len(text) <= LONGEST:
        return 0, len(text)
    first = matches[0][0] if matches else 0
    start = first - len(suffix(text[:first], BEFORE))
    rest = text[start:]
    return start, start + len(rest if len(rest) <= LONGEST else prefix(rest, LONGEST))


def _pieces(text: str, matches: Iterable[Span], start: int, end: int) -> Iterator[Piece]:
    at, before = start, ELLIPSIS if start else ""
    for left, right in matches:
        yield Piece(before + text[at : min(left, end)], False)
        yield Piece(text[left : min(right, end)], True)
        at, before = min(right, end), ""
    yield Piece(before + text[at:end] + (ELLIPSIS if end < len(text) else ""), False)
