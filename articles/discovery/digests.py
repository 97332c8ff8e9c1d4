"""Whether a publisher touched what a feed says of a story."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Set as AbstractSet
from datetime import datetime

from articles.discovery.plain import without_tags

_LONGEST_READ = 100_000
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")


def digest_of(*texts: str, published: datetime | None = None, updated: datetime | None = None) -> str:
    """16 hex digits of SHA-256 over what a feed says of a story: its texts, as HTML or plain, and its times.

    It differs where a letter of the texts or a time differs. It is the same for what no reader sees: white space,
    tags and their attributes (so a link's tracking parameters, too), how a letter is encoded, in which zone a time
    is told. The first 100,000 characters of each text count. It may change from release to release: then every
    story seems touched once.
    """
    times = ("" if time is None else time.isoformat() for time in (published, updated))
    said = "\x00".join((*times, *map(_seen, texts)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def digest_of_all(digests: AbstractSet[str]) -> str:
    """The digest of a story that a feed lists more than once, in whatever order."""
    return digest_of(*sorted(digests)) if len(digests) > 1 else "".join(digests)


def _seen(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFC", html.unescape(without_tags(text[:_LONGEST_READ]))))
