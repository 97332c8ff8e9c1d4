"""The places where the text of a row differs, each with what went and what came there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from articles.diffing.atoms import SINGLE_QUOTES, closes_quotation, opens_quotation
from articles.diffing.diff import Diff, Row

LEAD = 8
"""Characters before a passage that are kept: enough to see whether it begins a sentence."""

AROUND = 32
"""Characters of the equal text on either side of a hunk that are kept: enough for what its words lean on."""

CLOSING = {
    **{"“": "”", '"': '"', "„": "“”", "«": "»", "»": "«", "「": "」", "『": "』"},
    **{"'": "'’", "‘": "’'", "’": "’'", "‚": "‘’", "‹": "›", "›": "‹"},  # noqa: RUF001
}
"""What ends a quotation that a mark begins, as English, German, French, Danish and Japanese print it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One side of a hunk, empty where that side has nothing.

    `lead` is the end of what its block says before it; `quoted` tells whether it begins inside a quotation.
    """

    text: str = ""
    lead: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Hunk:
    """Neighbouring deletions and insertions of one row; `first` is the index of the first such segment.

    `before` and `after` are what stayed next to it, up to AROUND characters cut between words.
    """

    row: Row
    first: int
    removed: Passage
    added: Passage
    before: str = ""
    after: str = ""


def hunks(diff: Diff, row: Row) -> Iterator[Hunk]:
    """The differences of a row in reading order; the white space at which a block was split is one."""
    old, new = map(_Reader, diff.texts(row))
    for changed, group in groupby(enumerate(row.segments), key=lambda pair: pair[1].op != "equal"):
        if changed:
            members = list(group)
            removed = old.passage([segment[1:4] for _, segment in members if segment.op == "delete"])
            added = new.passage([segment[4:7] for _, segment in members if segment.op == "insert"])
            first, last = members[0][0], members[-1][0]
            yield Hunk(
                row,
                first,
                removed,
                added,
                before=_end(new.equal(row, first - 1)),
                after=_beginning(new.equal(row, last + 1)),
            )


def _end(text: str) -> str:
    if len(text) <= AROUND:
        return text
    text = text[-AROUND:]
    return text[text.find(" ") + 1 :]


def _beginning(text: str) -> str:
    if len(text) <= AROUND:
        return text
    text = text[:AROUND]
    return text[: text.rfind(" ")] if " " in text else text


class _Reader:
    """Reads the passages of one side in order, and so knows in linear time whether a quotation is open."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._block = -1
        self._read_to = 0
        self._opened = ""

    def passage(self, spans: Sequence[tuple[int | None, int, int]]) -> Passage:
        placed = [(block, start, end) for block, start, end in spans if block is not None]
        if not placed:
            return Passage()
        block, start, _ = placed[0]
        text = " ".join(self._texts[block][start:end] for block, start, end in placed)
        return Passage(text, self._texts[block][max(0, start - LEAD) : start], self._quoted(block, start))

    def equal(self, row: Row, at: int) -> str:
        """What an equal segment reads, on the new side; nothing where the row has none there."""
        if not 0 <= at < len(row.segments):
            return ""
        segment = row.segments[at]
        return self._texts[segment.new_block or 0][segment.new_start : segment.new_end]

    def _quoted(self, block: int, start: int) -> bool:
        if block != self._block:
            self._block, self._read_to, self._opened = block, 0, ""
        text = self._texts[block]
        for at in range(self._read_to, start):
            char = text[at]
            if self._opened:
                if char in CLOSING[self._opened] and _is_mark(closes_quotation, text, at + 1, char):
                    self._opened = ""
            elif char in CLOSING and _is_mark(opens_quotation, text, at, char):
                self._opened = char
        self._read_to = start
        return bool(self._opened)


def _is_mark(is_quoting: Callable[[str, int], bool], text: str, at: int, char: str) -> bool:
    """Whether a mark quotes here: a double one always does, a single one may be an apostrophe."""
    return char not in SINGLE_QUOTES or is_quoting(text, at)
