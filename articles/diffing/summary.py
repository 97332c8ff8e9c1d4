"""What was found, in plain words."""

from collections import Counter
from collections.abc import Sequence

from articles.diffing.diff import Diff
from articles.diffing.findings import Finding, Findings
from articles.diffing.hunks import Hunk
from articles.diffing.tokens import clipped

NO_CHANGE = "No change"
ONLY_FORMAT = "Only form changed"
NO_LISTS = "Spelling, negations and hedges are told apart from other words in English only"
"""Said of a text in another language: a rule that needs word lists might have judged it otherwise."""
LONGEST_EXAMPLE = 60
"""Characters of a passage that a reason quotes."""

PHRASES = {
    "correction note": ("correction note added", "{} correction notes added"),
    "headline": ("headline changed", "headline changed"),
    "negation": ("1 negation changed", "{} negations changed"),
    "number": ("1 figure changed", "{} figures changed"),
    "hedge": ("1 qualifying word changed", "{} qualifying words changed"),
    "note changed": ("correction note changed", "{} correction notes changed"),
    "name": ("1 name changed", "{} names changed"),
    "quotation": ("1 quotation changed", "{} quotations changed"),
    "wording": ("1 passage reworded", "{} passages reworded"),
    "removed": ("1 paragraph removed", "{} paragraphs removed"),
    "added": ("1 paragraph added", "{} paragraphs added"),
    "moved": ("1 paragraph moved", "{} paragraphs moved"),
    "byline": ("byline changed", "byline changed"),
    "typo": ("1 spelling changed", "{} spellings changed"),
    "format": ("1 change of form", "{} changes of form"),
}
"""How one finding of a kind is told, and how several are."""

SAID_FIRST = (
    "correction note",
    "headline",
    "negation",
    "number",
    "hedge",
    "note changed",
    "name",
    "quotation",
)
"""What a summary tells before it counts paragraphs."""


def reason(kind: str, found: Sequence[Finding]) -> str:
    """A sentence for the findings of one kind, with an example: "1 figure changed: “12” to “14”"."""
    strongest = max(found, key=lambda finding: finding.weight)
    told = _told(kind, len(found))
    return f"{told}: {_example(strongest.hunk)}" if strongest.hunk else told


def summarise(diff: Diff, found: Findings) -> str:
    """One line, weightiest first: "Headline changed; 2 figures changed; 3 paragraphs added, 1 removed"."""
    counts = Counter(finding.kind for finding in found.all)
    parts = [_told(kind, counts[kind]) for kind in SAID_FIRST if counts[kind]]
    parts += _paragraphs(
        {
            "reworded": len({id(finding.row) for finding in found.of("wording")}),
            "added": counts["added"],
            "removed": counts["removed"],
            "split": sum(row.kind == "split" for row in diff.rows),
            "joined": sum(row.kind == "merge" for row in diff.rows),
            "moved": counts["moved"],
        }
    )
    parts += [_told(kind, counts[kind]) for kind in ("byline", "typo") if counts[kind]]
    line = "; ".join(parts) or (ONLY_FORMAT if found.all else NO_CHANGE)
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
