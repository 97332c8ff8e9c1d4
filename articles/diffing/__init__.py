"""What changed between two texts, how much that matters, and how to show it."""

from articles.diffing.comparing import compare
from articles.diffing.diff import Diff, Op, Row, RowKind, Segment, Side
from articles.diffing.excerpt import excerpt
from articles.diffing.pieces import Piece, inline, side
from articles.diffing.significance import Significance, assess
from articles.diffing.tokens import count_words

__all__ = [
    "Diff",
    "Op",
    "Piece",
    "Row",
    "RowKind",
    "Segment",
    "Side",
    "Significance",
    "assess",
    "compare",
    "count_words",
    "excerpt",
    "inline",
    "side",
]
