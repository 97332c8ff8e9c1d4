"""One thing that was looked at, in a line or two of a terminal."""

from dataclasses import dataclass
from enum import StrEnum
from textwrap import TextWrapper

WIDE = 100
LABEL = 24
"""Columns before the text: the level and what it is about."""


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """`text` says what is so and, where something is wrong, what to do."""

    level: Level
    subject: str
    text: str

    def __str__(self) -> str:
        label = f"{self.level:<5} {clipped(printable(self.subject), LABEL - 7)}"
        wrapper = TextWrapper(WIDE, initial_indent=f"{label:<{LABEL}}", subsequent_indent=" " * LABEL)
        return wrapper.fill(printable(self.text))


def printable(text: str) -> str:
    """Names and reasons come from the network: what could steer a terminal is shown as a question mark."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(text.split()))


def clipped(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
