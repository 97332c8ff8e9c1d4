"""Which English words are known: lists from SCOWL, under words/ with their licence.

They are read when first asked and kept as they are, a megabyte per process; a word is found by halving.
"""

from functools import cache, lru_cache
from pathlib import Path

LISTS = Path(__file__).parent / "words"

REMEMBERED = 4096
"""Look-ups that are kept: texts ask for the same words again."""

COMMON = 2
"""The rank of the some 12,000 commonest words, with those of rank 1."""


def rank(word: str) -> int | None:
    """How common a folded word is, from 1 to 4; none where it is not known."""
    marks = _marks("english.txt", word)
    return int(marks[0]) if marks else None


def is_spelling(word: str) -> bool:
    """Whether a folded word is spelled so in one country only, or in one of two accepted ways."""
    return "v" in _marks("english.txt", word)


def is_name(word: str) -> bool:
    """Whether a folded word is a name of a person, place, people, firm or day."""
    return bool(_marks("names.txt", word))


def is_common_name(word: str) -> bool:
    """Whether a folded word is a day, a month, a people or the like: a name that cannot be another one misspelled."""
    return _marks("names.txt", word) == "1"


@lru_cache(maxsize=REMEMBERED)
def _marks(name: str, word: str) -> str:
    """What stands behind the word in its line of a list; empty where it has none."""
    lines, wanted = _read(name), word.encode("utf-8", "surrogatepass")
    low, high = 0, len(lines)
    while low < high:
        start = max(low, lines.rfind(b"\n", low, (low + high) // 2) + 1)
        end = lines.index(b"\n", start)
        found, _, marks = lines[start:end].partition(b" ")
        if found == wanted:
            return marks.decode()
        low, high = (end + 1, high) if found < wanted else (low, start)
    return ""


@cache
def _read(name: str) -> bytes:
    return (LISTS / name).read_bytes()
