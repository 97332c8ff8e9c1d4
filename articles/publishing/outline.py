"""The differences of a comparison as a list to read first: where each is and what it is, in a few words."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from articles.diffing import Diff, Row, findings
from articles.diffing.findings import WEIGHTS, Finding
from articles.diffing.tokens import clipped

from .passages import numbered_rows

LONGEST = 100
"""Entries of a list; a text that was rewritten throughout has more, and no list of them is short."""
LONGEST_EXAMPLE = 48
"""Characters of what an entry quotes of either side."""

SAID = {
    "correction note": ("correction note added", "{} correction notes added"),
    "headline": ("changed", "changed"),
    "negation": ("negation changed", "{} negations changed"),
    "number": ("figure changed", "{} figures changed"),
    "hedge": ("qualifying word changed", "{} qualifying words changed"),
    "note changed": ("correction note changed", "{} correction notes changed"),
    "name": ("name changed", "{} names changed"),
    "quotation": ("quotation changed", "{} quotations changed"),
    "wording": ("reworded", "reworded"),
    "removed": ("removed", "removed"),
    "added": ("added", "added"),
    "byline": ("changed", "changed"),
    "typo": ("spelling changed", "{} spellings changed"),
    "format": ("form changed", "form changed"),
}
"""What is said of each kind but a move, which is said with its place; of one, and of several in one passage."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One changed passage: `number` is its own; `removed` and `added` are its weightiest difference, clipped, one or
    both empty where there is nothing to quote.
    """

    number: int
    where: str
    what: str
    removed: str
    added: str


def outline_of(diff: Diff) -> tuple[Entry, ...]:
    """An entry for each numbered passage, in reading order, LONGEST at most: no others are judged."""
    numbered = [(row, number) for row, number in numbered_rows(diff) if number is not None][:LONGEST]
    heads = (diff.headline, diff.byline)
    listed = replace(diff, rows=tuple(row for row, _ in numbered if not any(row is head for head in heads)))
    of_row: defaultdict[int, list[Finding]] = defaultdict(list)
    for finding in findings(listed).all:
        of_row[id(finding.row)].append(finding)
    return tuple(_entry(diff, row, number, of_row[id(row)]) for row, number in numbered)


def _entry(diff: Diff, row: Row, number: int, found: Sequence[Finding]) -> Entry:
    removed, added = _example(found)
    return Entry(number, _where(diff, row), ", ".join(_what(row, found)), removed, added)


def _where(diff: Diff, row: Row) -> str:
    """Paragraphs count as the notes of what moved count them: in the text that has them, the newer if both do."""
    if row is diff.headline:
        return "headline"
    if row is diff.byline:
        return "byline"
    return f"paragraph {(row.new or row.old)[0] + 1}"


def _what(row: Row, found: Sequence[Finding]) -> Iterator[str]:
    counts = Counter(finding.kind for finding in found)
    if row.moved:
        yield f"moved from paragraph {row.old[0] + 1}"
    if row.kind == "split":
        yield f"split into {len(row.new)} paragraphs"
    if row.kind == "merge":
        yield f"{len(row.old)} paragraphs joined"
    said = [kind for kind in WEIGHTS if counts[kind] and kind in SAID]
    if len(said) > 1:  # a headline that changed, or form besides, says nothing more
        said = [kind for kind in said if kind not in ("headline", "format")] or said[:1]
    if row.kind in ("split", "merge") and said == ["format"]:
        return
    for kind in said:
        one, several = SAID[kind]
        yield one if counts[kind] == 1 else several.format(counts[kind])
    if not said and row.kind in ("edit", "insert", "delete"):
        yield "form changed"


def _example(found: Sequence[Finding]) -> tuple[str, str]:
    hunks = [finding.hunk for finding in sorted(found, key=lambda one: -one.weight) if finding.hunk]
    quoted = ((_quoted(hunk.removed.text), _quoted(hunk.added.text)) for hunk in hunks)
    return next((pair for pair in quoted if any(pair)), ("", ""))


def _quoted(text: str) -> str:
    return clipped(text.strip(), LONGEST_EXAMPLE)
