"""From a text and the article's history to what it means, and how versions are stored."""

from .codec import CodecError, dump_text, load_text, pack, unpack
from .decision import Decision, decide
from .fingerprint import fingerprint
from .outcome import CHANGES, FAILURES, Outcome

__all__ = [
    "CHANGES",
    "FAILURES",
    "CodecError",
    "Decision",
    "Outcome",
    "decide",
    "dump_text",
    "fingerprint",
    "load_text",
    "pack",
    "unpack",
]
