"""What changed, place by place: of which kind, and what each kind weighs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from articles.diffing.diff import Diff, Row
from articles.diffing.english import CORRECTION
from articles.diffing.hunks import Hunk, hunks
from articles.diffing.kinds import kinds, same_sense
from articles.diffing.language import is_english
from articles.diffing.notes import NoteKind, notes
from articles.diffing.tokens import count_words

WEIGHTS = {
    "correction note": 0.40,
    "headline": 0.30,
    "negation": 0.25,
    "number": 0.20,
    "hedge": 0.16,
    "note changed": 0.15,
    "name": 0.12,
    "quotation": 0.10,
    "wording": 0.02,
    "removed": 0.08,
    "added": 0.05,
    "moved": 0.01,
    "byline": 0.01,
    "typo": 0.008,
    "format": 0.005,
}
"""Every kind, weightiest first, with what one change of it adds to a score that starts at 0 and nears 1."""

UNSAID = frozenset({"format", "typo"})
"""Kinds of a place that says what it said."""

PER_WORD = 0.003
"""What each word removed, added or rewritten adds to the weight of its change."""
MOST_FOR_WORDS = 0.15

REARRANGED = frozenset({"number", "quotation"})
MOST_REARRANGED = 4
"""Differences of a row up to which they are looked at together: a date told the other way round has two,
and so has a quotation mark that changed places with a comma."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One change of one kind. `hunk` is where in the row it is; none where the row as a whole moved, or was only split
    or merged in a script without spaces.
    """

    kind: str
    weight: float
    row: Row
    hunk: Hunk | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """All changes of a comparison, headline and byline first; a place may count as several kinds.

    `by_lists` tells whether the text is English: elsewhere the rules that need its word lists do not hold, and
    spelling is wording, number words, negations and hedges are words like any others.
    """

    all: tuple[Finding, ...]
    by_lists: bool

    def of(self, kind: str) -> list[Finding]:
        return [finding for finding in self.all if finding.kind == kind]


def findings(diff: Diff) -> Findings:
    """What a comparison found: what `assess` and `excerpt` judge by, the same for the same Diff, always."""
    english, noted = is_english(diff), notes(diff)
    found = [finding for row in (diff.headline, diff.byline) for finding in _of_row(diff, row, english)]
    for row in diff.rows:
        note = next((noted[block] for block in reversed(row.new) if block in noted), None)
        found += _of_note(diff, row, note, english) if note else _of_row(diff, row, english)
    return Findings(tuple(found), english)


def _of_row(diff: Diff, row: Row, english: bool) -> Iterator[Finding]:
    if row.moved:
        yield Finding("moved", WEIGHTS["moved"], row)
    judged = [(hunk, _kinds(diff, hunk, english)) for hunk in hunks(diff, row)]
    if row.kind in ("split", "merge") and not judged:
        yield Finding("format", WEIGHTS["format"], row)
    if _may_be_rearranged(judged) and _is_rearranged(diff, row, english):
        judged = [(hunk, ["format"]) for hunk, _ in judged]
    if row is diff.headline:
        said = [hunk for hunk, found in judged if not found or not UNSAID.issuperset(found)]
        yield from (Finding("headline", WEIGHTS["headline"], row, hunk) for hunk in said[:1])
    for hunk, found in judged:
        for kind in found:
            yield Finding(kind, _weight(kind, hunk), row, hunk)


def _may_be_rearranged(judged: Sequence[tuple[Hunk, list[str]]]) -> bool:
    return 1 < len(judged) <= MOST_REARRANGED and any(REARRANGED.intersection(found) for _, found in judged)


def _is_rearranged(diff: Diff, row: Row, english: bool) -> bool:
    """Whether several differences together change nothing: 5 May, May 5."""
    old, new = diff.texts(row)
    return same_sense(" ".join(old[at] for at in row.old), " ".join(new[at] for at in row.new), english)


def _of_note(diff: Diff, row: Row, note: NoteKind, english: bool) -> Iterator[Finding]:
    """One finding for the note, and none for its label or for what the note says.

    Where it came in the place of a paragraph, the figures and names of that one have changed as well.
    """
    found = list(_of_row(diff, row, english))
    places = [finding.hunk for finding in found if finding.hunk and finding.kind not in UNSAID]
    if not places:
        yield from found
    elif note != "label":
        shown = next((hunk for hunk in places if hunk.added.text.strip()), places[0])
        yield Finding(note, WEIGHTS[note], row, shown)
        if row.old and note == "correction note":
            yield from (finding for finding in found if finding.kind not in (note, "wording"))


def _weight(kind: str, hunk: Hunk) -> float:
    if kind not in ("wording", "added", "removed"):
        return WEIGHTS[kind]
    changed = max(count_words(hunk.removed.text), count_words(hunk.added.text))
    return WEIGHTS[kind] + min(MOST_FOR_WORDS, PER_WORD * changed)


def _kinds(diff: Diff, hunk: Hunk, english: bool) -> list[str]:
    """The kinds of a difference; for the headline, those besides that it is the headline."""
    row = hunk.row
    if row.old and row.new:
        found = kinds(hunk, english, title=row is diff.headline)
    else:
        found = [] if any(map(str.isalnum, hunk.removed.text + hunk.added.text)) else ["format"]
    if "format" in found or "typo" in found or row is diff.headline:
        return found
    if row is diff.byline:
        return ["byline"]
    if CORRECTION.search(hunk.added.text) and not CORRECTION.search(hunk.removed.text):
        return ["correction note"]
    if not row.old:
        return ["added"]
    if not row.new:
        return ["removed"]
    return found or ["wording"]
