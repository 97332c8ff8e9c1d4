"""What a reader typed into the search field, understood: any string gives a Query or a plain sentence."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from articles.diffing import folded_words

MOST_CHARACTERS = 1_000
MOST_WORDS = 40
SHORTEST_BEGINNING = 2

_QUOTES = '"“”„‟«»＂'  # noqa: RUF001
_PART = re.compile(
    rf"(?P<minus>[-\u2212]*)(?:(?P<name>source|after|before|in):(?P<value>[^\s{_QUOTES}]*)"
    rf"|[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]?|(?P<word>[^\s{_QUOTES}]+))",
    re.IGNORECASE,
)
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
_SLUG = re.compile(r"[-\w]{1,80}", re.ASCII)


class QueryError(Exception):
    """A query that cannot be answered; the message is a sentence for the reader, to be escaped like any text."""


class Scope(StrEnum):
    """What is searched: all that ever stood, what came by a change, or what a change took out."""

    TEXT = "text"
    ADDED = "added"
    REMOVED = "removed"


HEADLINES = "headlines"
PLACES = frozenset({*Scope, HEADLINES})


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that stand one after the other; of the last only the beginning where `is_beginning`."""

    words: tuple[str, ...]
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """All `terms` and none of those `without` are in the passage; it is of one of the sources, by slug, if any are
    named. The moment by which it is found (birth, or death of what was removed) is at or after `after` and before
    `before`.
    """

    terms: tuple[Term, ...]
    without: tuple[Term, ...] = ()
    sources: tuple[str, ...] = ()
    without_sources: tuple[str, ...] = ()
    after: datetime | None = None
    before: datetime | None = None
    scope: Scope = Scope.TEXT
    headlines: bool = False


def parse(text: str) -> Query:
    """Raises QueryError.

    Words must all be there, in any order; `"phrases"` word by word; `-word` and `-"phrase"` must not; `begin*` stands
    for every word that begins so. `source:slug` (or `-source:slug`), `after:2026-01-31`, `before:2026-02` (days, months
    or years in UTC; after includes the beginning, before excludes it), `in:added`, `in:removed`, `in:headlines`.
    """
    if len(text) > MOST_CHARACTERS:
        raise QueryError(f"A query may have {MOST_CHARACTERS:,} characters; this one has {len(text):,}.")
    parts = list(_PART.finditer(text))
    wanted = _terms(part for part in parts if not part["minus"])
    without = _terms(part for part in parts if part["minus"])
    if sum(len(term.words) for term in (*wanted, *without)) > MOST_WORDS:
        raise QueryError(f"A query may have {MOST_WORDS} words; leave some out.")
    if not wanted and without:
        raise QueryError("The query only leaves out; name a word that is to be there, too.")
    if not wanted:
        raise QueryError("Write a word to search for, or a phrase in quotation marks.")
    named = [(part["name"].lower(), part["value"], bool(part["minus"])) for part in parts if part["name"]]
    scopes = [_scope(value, minus) for name, value, minus in named if name == "in"]
    dates = {name: _date(name, value, minus) for name, value, minus in named if name in ("after", "before")}
    return Query(
        terms=wanted,
        without=without,
        sources=tuple(_slug(value) for name, value, minus in named if name == "source" and not minus),
        without_sources=tuple(_slug(value) for name, value, minus in named if name == "source" and minus),
        after=dates.get("after"),
        before=dates.get("before"),
        scope=next((scope for scope in reversed(scopes) if scope is not None), Scope.TEXT),
        headlines=None in scopes,
    )


def without_places(text: str) -> tuple[str, Scope | None, bool]:
    """The words alone, and what `in:` says among them: the scope, if one, and whether headlines only.

    What names no place stays among the words, so that `parse` refuses it.
    """
    scope, headlines, rest, end = None, False, "", 0
    for part in _PART.finditer(text):
        value = (part["value"] or "").lower()
        if (part["name"] or "").lower() != "in" or part["minus"] or value not in PLACES:
            continue
        rest, end = f"{rest}{text[end : part.start()]} ", part.end()
        headlines, scope = (True, scope) if value == HEADLINES else (headlines, Scope(value))
    return " ".join((rest + text[end:]).split()) if end else text, scope, headlines


def _terms(parts: Iterable[re.Match[str]]) -> tuple[Term, ...]:
    """Each once, in order. A word with a hyphen or an apostrophe in it is a phrase."""
    said = [(part["phrase"] if part["word"] is None else part["word"]) for part in parts if not part["name"]]
    found = (_term(text) for text in said)
    return tuple(dict.fromkeys(term for term in found if term.words))


def _term(text: str) -> Term:
    words = tuple(folded_words(text))
    if not words or not text.rstrip().endswith("*") or _stands_alone(words[-1]):
        return Term(words)
    if len(words[-1]) < SHORTEST_BEGINNING:
        raise QueryError(f"“{_shown(text)}” is too short: write two letters or more before the asterisk.")
    return Term(words, is_beginning=True)


def _stands_alone(word: str) -> bool:
    """Whether it is a character of a script without spaces, which no longer word begins with."""
    return folded_words(word + word) == [word, word]


def _scope(value: str, minus: bool) -> Scope | None:
    """None for headlines."""
    if not minus and value.lower() == HEADLINES:
        return None
    if minus or value.lower() not in list(Scope):
        raise QueryError("After “in:” write text, added, removed or headlines.")
    return Scope(value.lower())


def _slug(value: str) -> str:
    if not _SLUG.fullmatch(value):
        raise QueryError(
            f"“source:{_shown(value)}” names no source; write the name that its page's address has."
        )
    return value


def _date(name: str, value: str, minus: bool) -> datetime:
    told = _DATE.fullmatch(value)
    try:
        if told is None or minus:
            raise ValueError(value)
        year, month, day = (int(part or 1) for part in told.groups())
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError as error:
        raise QueryError(f"“{name}:{_shown(value)}” needs a date, as in {name}:2026-01-31.") from error


def _shown(text: str) -> str:
    """As much of what was typed as can be printed."""
    clean = "".join(char if char.isprintable() else "\ufffd" for char in text)
    return clean if len(clean) <= 40 else clean[:39] + "…"
