"""What a feed says, as one line of plain text."""

import html
import re
import unicodedata
from collections.abc import Iterable
from itertools import islice

LONGEST_LINE = 1_000
_LONGEST_READ = 20_000
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?(?:-->|\Z)", re.S)
# Cc and Cs are illegal in XML or invisible, Cf hides or reorders what is read; joiners spell words and emoji.
_UNSEEN = frozenset(("Cc", "Cs", "Cf"))
_JOINERS = "\u200c\u200d"


def plain_line(text: str) -> str:
    """`text` as data: white space collapsed, what is not seen taken out, cut to LONGEST_LINE characters."""
    text = " ".join(text[:_LONGEST_READ].split())
    seen = "".join(character for character in text if _is_seen(character))
    return unicodedata.normalize("NFC", " ".join(seen.split()))[:LONGEST_LINE].rstrip()


def plain_lines(texts: Iterable[str], most: int, longest: int) -> tuple[str, ...]:
    """The first `most` of these texts, each once, as `plain_line` gives them, cut to `longest` characters."""
    lines = (plain_line(text[:_LONGEST_READ])[:longest] for text in islice(texts, 10 * most))
    return tuple(islice(dict.fromkeys(filter(None, lines)), most))


def plain_markup(markup: str) -> str:
    """The text of a piece of HTML, its entities read once, as `plain_line` gives it."""
    return plain_line(html.unescape(without_tags(markup[:_LONGEST_READ])))


def without_tags(markup: str) -> str:
    """What stands between the tags of a piece of HTML, its entities as they are."""
    return _TAG.sub("", markup)


def _is_seen(character: str) -> bool:
    is_noncharacter = ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
    return character in _JOINERS or not (is_noncharacter or unicodedata.category(character) in _UNSEEN)
