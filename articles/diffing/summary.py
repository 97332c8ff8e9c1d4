"""What was found, in plain words."""

from collections.abc import Sequence

from articles.diffing.diff import Diff
from articles.diffing.findings import Finding
from articles.diffing.hunks import Hunk
from articles.diffing.tokens import clipped

NO_CHANGE = "No change"
ONLY_FORMAT = "Only form changed"
LONGEST_EXAMPLE = 60
"""Characters of a passage that a reason quotes."""

PHRASES = {
    "correction note": ("correction note added", "{} correction notes added"),
    "headline": ("headline changed", "headline changed"),
    "negation": ("1 negation changed", "{} negations changed"),
    "number": ("1 figure changed", "{} figures changed"),
    "note changed": ("correction note changed", "{} correction notes changed"),
    "name": ("1 name changed", "{} names changed"),
    "quotation": ("1 quotation changed", "{} quotations changed"),
    "wording": ("1 passage reworded", "{} passages reworded"),
    "removed": ("1 paragraph removed", "{} paragraphs removed"),
    "added": ("1 paragraph added", "{} paragraphs added"),
    "moved": ("1 paragraph moved", "{} paragraphs moved"),
    "byline": ("byline changed", "byline changed"),
    "format": ("1 change of form", "{} changes of form"),
}
"""How one finding of a kind is told, and how several are."""


def reason(kind: str, found: Sequence[Finding]) -> str:
    """A sentence for the findings of one kind, with an example: "1 figure changed: “12” to “14”"."""
    strongest = max(found, key=lambda finding: finding.weight)
    told = _told(kind, len(found))
    return f"{told}: {_example(strongest.hunk)}" if strongest.hunk else told


def summarise(diff: Diff, found: Sequence[Finding]) -> str:
    """One line, weightiest first: "Headline changed; 2 figures changed; 3 paragraphs added, 1 removed"."""
    counts = {kind: sum(finding.kind == kind for finding in found) for kind in PHRASES}
    said = ("correction note", "headline", "negation", "number", "note changed", "name", "quotation")
    parts = [_told(kind, counts[kind]) for kind in said if counts[kind]]
    parts += _paragraphs(
        {
            "reworded": len({id(finding.row) for finding in found if finding.kind == "wording"}),
            "added": counts["added"],
            "removed": counts["removed"],
            "split": sum(row.kind == "split" for row in diff.rows),
            "joined": sum(row.kind == "merge" for row in diff.rows),
            "moved": counts["moved"],
        }
    )
    if counts["byline"]:
        parts.append(_told("byline", 1))
    line = "; ".join(parts) or (ONLY_FORMAT if found else NO_CHANGE)
    return line[0].upper() + line[1:]


def _paragraphs(counts: dict[str, int]) -> list[str]:
    """ "3 paragraphs added, 1 removed": the noun once; nothing where nothing is counted."""
    told = [f"{count} {done}" for done, count in counts.items() if count]
    if told:
        count, done = told[0].split(" ")
        told[0] = f"{count} paragraph{'' if count == '1' else 's'} {done}"
    return [", ".join(told)] if told else []


def _told(kind: str, count: int) -> str:
    one, several = PHRASES[kind]
    return one if count == 1 else several.format(count)


def _example(hunk: Hunk) -> str:
    removed, added = _quoted(hunk.removed.text), _quoted(hunk.added.text)
    if removed and added:
        return f"{removed} to {added}"
    if removed or added:
        return f"{removed} removed" if removed else f"{added} added"
    return "white space"


def _quoted(text: str) -> str:
    text = text.strip()
    return f"“{clipped(text, LONGEST_EXAMPLE)}”" if text else ""
