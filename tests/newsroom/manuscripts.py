"""The town's texts as they lie in `stories/`, one file per outlet.

A file begins with what the outlet says again and again: `note:` (corrections) and `promo:` lines. A story begins
with `# slug` and a `by:` line; several `headline:` lines are one headline as it might be put; each other line is a
paragraph, `later:` ones wait to be added. Within a paragraph, `[w:had|may have]` is a word (n: a number, q: a
quotation) of which the first choice is shown, and ¦ stands where the paragraph may be split.
"""

from dataclasses import dataclass, field
from pathlib import Path

STORIES = Path(__file__).parent / "stories"


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A story with all that it may still become; `headlines[0]` is the one that stands."""

    slug: str
    byline: str
    headlines: tuple[str, ...]
    paragraphs: tuple[str, ...]
    later: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Told:
    """The lines under one heading, by what stands before their colon; paragraphs under ""."""

    slug: str
    lines: dict[str, list[str]] = field(default_factory=dict)

    def add(self, line: str) -> None:
        kind, colon, rest = line.partition(": ")
        if not colon or kind not in ("note", "promo", "by", "headline", "later"):
            kind, rest = "", line
        self.lines.setdefault(kind, []).append(rest)

    def of(self, kind: str) -> tuple[str, ...]:
        return tuple(self.lines.get(kind, ()))


def read_manuscripts(outlet: str) -> tuple[tuple[Manuscript, ...], tuple[str, ...]]:
    """An outlet's stories, in the order of their publishing, and its promotions of itself."""
    always, *stories = _told((STORIES / f"{outlet}.txt").read_text(encoding="utf-8"))
    manuscripts = (
        Manuscript(
            slug=story.slug,
            byline=story.of("by")[0],
            headlines=story.of("headline"),
            paragraphs=story.of(""),
            later=story.of("later"),
            notes=always.of("note"),
        )
        for story in stories
    )
    return tuple(manuscripts), always.of("promo")


def _told(text: str) -> list[_Told]:
    found = [_Told("")]
    for line in filter(None, text.splitlines()):
        if line.startswith("# "):
            found.append(_Told(line.removeprefix("# ")))
        else:
            found[-1].add(line)
    return found
