"""Where a text owns up to a change, by what it calls such a note itself (`ArticleText.correction`), in any language."""

from collections import Counter
from typing import Literal

from articles.diffing.diff import Diff
from articles.text import ArticleText

NoteKind = Literal["correction note", "note changed", "label"]

SENTENCE_ENDS = ".?!…。？！؟۔।"  # noqa: RUF001


def notes(diff: Diff) -> dict[int, NoteKind]:
    """The new blocks that are notes which the old text does not have, and what came of each.

    A note that took the place of another one has changed. A line that stands right above a note and ends no sentence
    is that note's label. A block that the old text had too, though not as a note, is none.
    """
    came = Counter(_lines(diff.new)) - Counter(_lines(diff.old))
    known = set(_lines(diff.old))
    found: dict[int, NoteKind] = {}
    for row in diff.rows:
        changed = any(diff.old.blocks[block].text in known for block in row.old)
        if row.kind != "equal":
            kind: NoteKind = "note changed" if changed else "correction note"
            found |= {block: kind for block in row.new if diff.new.blocks[block].text in came}
    return found | {block: "label" for block in found if block + 1 in found and _is_label(diff, block)}


def _lines(text: ArticleText) -> list[str]:
    return text.correction.split("\n") if text.correction else []


def _is_label(diff: Diff, block: int) -> bool:
    return diff.new.blocks[block].text.rstrip()[-1:] not in SENTENCE_ENDS
