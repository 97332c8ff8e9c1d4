"""From a text and the article's history to what it means, and how versions are stored."""

from .codec import CodecError, pack, pack_text, unpack, unpack_text
from .decision import ROUNDS, Decision, decide
from .fingerprint import fingerprint
from .furniture import Furniture, Sign, SignKind, without_furniture
from .judging import Held, Judgement, judge, judge_gone, whole_lines
from .lines import same
from .outcome import CHANGES, FAILURES, Outcome
from .suspecting import is_alike, is_one_kind, suspicion

__all__ = [
    "CHANGES",
    "FAILURES",
    "ROUNDS",
    "CodecError",
    "Decision",
    "Furniture",
    "Held",
    "Judgement",
    "Outcome",
    "Sign",
    "SignKind",
    "decide",
    "fingerprint",
    "is_alike",
    "is_one_kind",
    "judge",
    "judge_gone",
    "pack",
    "pack_text",
    "same",
    "suspicion",
    "unpack",
    "unpack_text",
    "whole_lines",
    "without_furniture",
]
