"""Regular expressions that people write, matched in time that grows with the text alone (RE2)."""

import re
from typing import Any

import re2

from articles.discovery.errors import DiscoveryError

LONGEST_PATTERN = 1_000
_OPTIONS = re2.Options()
_OPTIONS.log_errors = False  # else they go to stderr, by-passing the log
_OPTIONS.max_mem = 1 << 20
# What stands whole in a pattern before a bracket counts: an escaped sign, or a class.
_OPENING = re.compile(r"\\.|\[\^?\]?(?:\\.|\[:[^\]]*:\]|[^\]\\])*\]|[()]", re.S)
_SAID = {
    "missing ]": "this [ is never closed",
    "missing )": "this ( is never closed",
    "unexpected )": "this ) closes nothing",
    "no argument for repetition operator": "there is nothing to repeat before it",
    "bad repetition operator": "only one sign of repetition may stand here",
    "invalid repetition size": "so many repetitions are not possible (0 to 1000, the lesser first)",
    "invalid escape sequence": "there is no such escape (nor are there references to groups)",
    "invalid character class range": "there is no such range or class of characters",
    "invalid perl operator": "there is no such group (nor can a pattern look ahead or behind)",
    "invalid named capture group": "this name of a group is not written right",
    "trailing \\": "a backslash at the end escapes nothing",
    "pattern too large - compile failed": "it repeats too much",
}


class BadPattern(DiscoveryError):
    """No regular expression; the message is one line that says where in it, from 1, and what is wrong."""

    def __init__(self, pattern: str, position: int, what: str) -> None:
        super().__init__(pattern, position, what)
        self.pattern, self.position, self.what = pattern, position, what

    def __str__(self) -> str:
        return f"“{self.pattern[:80]}” is no pattern: at character {self.position}, {self.what}."


def compiled(pattern: str) -> Any:
    """What has `search`, in linear time. Raises BadPattern."""
    if len(pattern) > LONGEST_PATTERN:
        raise BadPattern(pattern, LONGEST_PATTERN + 1, f"it is longer than {LONGEST_PATTERN} characters")
    if found := re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", pattern):
        raise BadPattern(pattern, found.start() + 1, "there is a sign that cannot be seen")
    try:
        return re2.compile(pattern, _OPTIONS)
    except re2.error as error:
        raise _told(pattern, error) from error


def _told(pattern: str, error: Exception) -> BadPattern:
    what, fragment = _parts_of(error)
    return BadPattern(
        pattern, _position(pattern, what, fragment), _SAID.get(what, what or "it cannot be used")
    )


def _parts_of(error: Exception) -> tuple[str, str]:
    """RE2 says what is wrong, and with which piece of the pattern; not where that is."""
    said = error.args[0] if error.args else b""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    what, _, fragment = text.partition(": ")
    return what, fragment


def _position(pattern: str, what: str, fragment: str) -> int:
    """From 1. It reads from the left: the shortest beginning with the same fault ends with the faulty piece."""
    if what == "missing )":
        return _never_closed(pattern) + 1
    if what == "missing ]":
        return len(pattern) - len(fragment) + 1
    for end in range(1, len(pattern) + 1):
        try:
            re2.compile(pattern[:end], _OPTIONS)
        except re2.error as error:
            if _parts_of(error)[0] == what:
                return end if what == "unexpected )" else end - max(1, len(_parts_of(error)[1])) + 1
    return 1


def _never_closed(pattern: str) -> int:
    opened: list[int] = []
    for found in _OPENING.finditer(pattern):
        if found[0] == "(":
            opened.append(found.start())
        elif found[0] == ")" and opened:
            opened.pop()
    return opened[-1] if opened else 0
