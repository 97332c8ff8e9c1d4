"""What a message says, whatever it goes by."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.models import Alert, Change, Delivery

LONGEST_LINE = 150
JOINERS = "\u200c\u200d"
"""They join and part letters of many scripts; nothing else that cannot be printed belongs into a line."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery with the changes that it tells, oldest first; none where it is a test."""

    delivery: Delivery
    changes: Sequence[Change]

    @property
    def alert(self) -> Alert:
        return self.delivery.alert

    @property
    def subject(self) -> str:
        if self.delivery.is_test:
            return one_line(f"Stet: test of the alert “{self.alert.name}”")
        if len(self.changes) > 1:
            return one_line(f"Stet: {len(self.changes)} changes: {self.alert.name}")
        return one_line(f"Stet: {told(self.changes[0])}")


def told(change: Change) -> str:
    headline = change.headline or change.old_headline or "(without a headline)"
    return f"{headline}: {change.summary}" if change.summary else headline


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """The text in one printable line, without marks that turn its direction; cut with "…"."""
    printable = (char if char.isprintable() or char in JOINERS else " " for char in text)
    line = " ".join("".join(printable).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
