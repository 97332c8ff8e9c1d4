"""What kind of change each difference is: the rules, and what each kind weighs."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.diffing.diff import Diff, Row
from articles.diffing.english import CORRECTION, DATE_WORD, NEGATION
from articles.diffing.hunks import LEAD, Hunk, Passage, hunks
from articles.diffing.notes import NoteKind, notes
from articles.diffing.tokens import Token, count_words, tokens

WEIGHTS = {
    "correction note": 0.40,
    "headline": 0.30,
    "negation": 0.25,
    "number": 0.20,
    "note changed": 0.15,
    "name": 0.12,
    "quotation": 0.10,
    "wording": 0.02,
    "removed": 0.08,
    "added": 0.05,
    "moved": 0.01,
    "byline": 0.01,
    "format": 0.005,
}
"""Every kind, weightiest first, with what one change of it adds to a score that starts at 0 and nears 1."""

OPENING = " \"“”'‘’«»([-–—"  # noqa: RUF001
"""What may stand between the end of one sentence and the first word of the next."""

PER_WORD = 0.003
"""What each word removed, added or rewritten adds to the weight of its change."""
MOST_FOR_WORDS = 0.15


@dataclass(frozen=True, slots=True)
class Finding:
    """One change of one kind. `hunk` is where in the row it is; none where the row as a whole moved."""

    kind: str
    weight: float
    row: Row
    hunk: Hunk | None = None


def findings(diff: Diff) -> list[Finding]:
    """All changes of a comparison, headline and byline first; a place may count as several kinds."""
    noted = notes(diff)
    found = [finding for row in (diff.headline, diff.byline) for finding in _of_row(diff, row)]
    for row in diff.rows:
        note = next((noted[block] for block in reversed(row.new) if block in noted), None)
        found += _of_note(diff, row, note) if note else _of_row(diff, row)
    return found


def _of_row(diff: Diff, row: Row) -> Iterator[Finding]:
    if row.moved:
        yield Finding("moved", WEIGHTS["moved"], row)
    places = list(hunks(diff, row))
    if row is diff.headline and not all(map(_only_format, places)):
        yield Finding("headline", WEIGHTS["headline"], row, places[0])
    for hunk in places:
        for kind in _kinds(diff, hunk):
            yield Finding(kind, _weight(kind, hunk), row, hunk)


def _of_note(diff: Diff, row: Row, note: NoteKind) -> Iterator[Finding]:
    """One finding for the note, and none for its label or for what the note says.

    Where it came in the place of a paragraph, the figures and names of that one have changed as well.
    """
    places = [hunk for hunk in hunks(diff, row) if not _only_format(hunk)]
    if not places:
        yield from _of_row(diff, row)
    elif note != "label":
        shown = next((hunk for hunk in places if hunk.added.text.strip()), places[0])
        yield Finding(note, WEIGHTS[note], row, shown)
        if row.old and note == "correction note":
            yield from (finding for finding in _of_row(diff, row) if finding.kind not in (note, "wording"))


def _weight(kind: str, hunk: Hunk) -> float:
    if kind not in ("wording", "added", "removed"):
        return WEIGHTS[kind]
    changed = max(count_words(hunk.removed.text), count_words(hunk.added.text))
    return WEIGHTS[kind] + min(MOST_FOR_WORDS, PER_WORD * changed)


def _kinds(diff: Diff, hunk: Hunk) -> list[str]:
    """The kinds of a difference; for the headline, those besides that it is the headline."""
    row = hunk.row
    if _only_format(hunk):
        return ["format"]
    if row is diff.headline:
        return list(_substance(hunk))
    if row is diff.byline:
        return ["byline"]
    if CORRECTION.search(hunk.added.text) and not CORRECTION.search(hunk.removed.text):
        return ["correction note"]
    if not row.old:
        return ["added"]
    if not row.new:
        return ["removed"]
    return [*_substance(hunk)] or ["wording"]


def _substance(hunk: Hunk) -> Iterator[str]:
    removed, added = tokens(hunk.removed.text), tokens(hunk.added.text)
    if _negations(removed) != _negations(added):
        yield "negation"
    if _figures(removed) != _figures(added):
        yield "number"
    if _names(hunk.removed, removed, added) or _names(hunk.added, added, removed):
        yield "name"
    if _is_quoted(hunk.removed) or _is_quoted(hunk.added):
        yield "quotation"


def _only_format(hunk: Hunk) -> bool:
    removed, added = hunk.removed.text, hunk.added.text
    return _bare(removed) == _bare(added) and _marks(removed) == _marks(added)


def _bare(text: str) -> str:
    """A text without what is form: case, accents, white space, punctuation except a decimal point."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(
        char
        for at, char in enumerate(plain)
        if char.isalnum()
        or unicodedata.category(char)[0] == "S"
        or (char == "." and plain[at - 1 : at].isdigit() and plain[at + 1 : at + 2].isdigit())
    )


def _marks(text: str) -> int:
    """How many double quotation marks a text has: to put a word in quotes is to change what it says."""
    return sum(char in '"“”„«»' for char in text)


def _negations(found: Sequence[Token]) -> Counter[str]:
    return Counter(token.text.casefold() for token in found if NEGATION.fullmatch(token.text))


def _figures(found: Sequence[Token]) -> Counter[str]:
    """Numbers without their thousands separators, months and days of the week."""
    return Counter(
        token.text.replace(",", "").casefold()
        for token in found
        if any(map(str.isdigit, token.text)) or DATE_WORD.fullmatch(token.text)
    )


def _names(passage: Passage, found: Sequence[Token], other: Sequence[Token]) -> set[str]:
    """Capitalised words within a sentence that the other side does not have in any case; no dates."""
    known = {token.text.casefold() for token in other}
    whole, shift = passage.lead + passage.text, len(passage.lead)
    return {
        token.text
        for token in found
        if token.text[0].isupper()
        and token.text.casefold() not in known
        and not DATE_WORD.fullmatch(token.text)
        and not _begins_sentence(whole[max(0, token.start + shift - LEAD) : token.start + shift])
    }


def _begins_sentence(before: str) -> bool:
    return before.rstrip(OPENING)[-1:] in ("", ".", "?", "!", ":", "…")


def _is_quoted(passage: Passage) -> bool:
    """Whether any of the text stands in double quotation marks."""
    return bool(passage.text.strip()) and (passage.quoted or _marks(passage.text) > 0)
