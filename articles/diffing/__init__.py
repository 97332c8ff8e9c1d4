"""What changed between two texts, how much that matters, and how to show it."""

from articles.diffing.comparing import DIFF_VERSION, compare
from articles.diffing.diff import Diff, Op, Row, RowKind, Segment, Side
from articles.diffing.excerpt import excerpt
from articles.diffing.findings import Findings, findings
from articles.diffing.folding import Word, folded_words, placed_words
from articles.diffing.lifetime import (
    LIFETIME_VERSION,
    Lifetime,
    Sentence,
    Span,
    dump_lifetime,
    load_lifetime,
)
from articles.diffing.pieces import Piece, inline, side
from articles.diffing.significance import Significance, assess
from articles.diffing.tokens import count_words

__all__ = [
    "DIFF_VERSION",
    "LIFETIME_VERSION",
    "Diff",
    "Findings",
    "Lifetime",
    "Op",
    "Piece",
    "Row",
    "RowKind",
    "Segment",
    "Sentence",
    "Side",
    "Significance",
    "Span",
    "Word",
    "assess",
    "compare",
    "count_words",
    "dump_lifetime",
    "excerpt",
    "findings",
    "folded_words",
    "inline",
    "load_lifetime",
    "placed_words",
    "side",
]
