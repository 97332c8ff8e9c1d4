"""The few words and phrases that the rules for English need; texts in other languages hardly have them."""

import re

NEGATION = re.compile(
    r"no|not|never|none|nobody|nothing|nowhere|neither|nor|cannot|without|hardly|barely|den(?:y|ies|ied)|\w+n['\u2019]t",
    re.IGNORECASE,
)
"""A word that turns a statement round."""

DATE_WORD = re.compile(
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
)
"""A month or a day of the week, which counts as a figure; only with its capital (may, march)."""

_PIECE = r"(?:article|story|report|piece|page|post|column|headline|caption)"

CORRECTION = re.compile(
    rf"""
    \b(?:this|our)\ {_PIECE}\b[^.]{{0,60}}?\b(?:amended|corrected|clarified|revised)\b
    | \bthe\ (?:article|headline|caption)\b[^.]{{0,60}}?\b(?:amended|corrected|clarified)\b
    | \b(?:earlier|previous|original)\ (?:version|headline)\b
    | \b(?:corrections?|clarifications?|editor.?s.?\ note)\s*:
    | \bwe\ (?:apologi[sz]e\ for|regret)\ (?:the|this|any)\ errors?\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What newsrooms write where they own up to a change."""
