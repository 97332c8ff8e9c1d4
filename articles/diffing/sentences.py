"""Blocks -> sentences: what a reader takes as one statement, told by punctuation alone."""

import re
from collections.abc import Iterator

# After a full stop, a question or exclamation mark and the quotes and brackets that close with it: white space and no
# small letter. Scripts that write no spaces end a sentence at their own marks.
_END = re.compile(
    r"[.!?\u2026\u061f\u06d4\u0964][\"'\u2019\u201d\u201c\u00bb)\]]{0,3}\s+(?=[^\s\W]|[\"'\u2018\u201c\u201e\u00ab(\[\u00bf\u00a1])"
    r"|[\u3002\uff01\uff1f][\u300d\u300f\u201d\uff09]{0,3}\s*(?=.)"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"'\u201c\u2018])(?:[^\W\d_]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|Jr|Sr|No|vs"
    r"|etc|e\.g|i\.e|approx|Inc|Ltd|Co|Corp|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Oct|Nov|Dec|bzw|ca|Nr|M|Mme)\.$"
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of one block, in order and without the white space between them; nothing else is lost."""
    start = 0
    for end in _END.finditer(text):
        said = text[start : end.end()].rstrip()
        if not (_is_small(text[end.end() : end.end() + 1]) or _ABBREVIATED.search(said[-12:])):
            yield said
            start = end.end()
    if rest := text[start:].strip():
        yield rest


def _is_small(following: str) -> bool:
    return following.islower()
