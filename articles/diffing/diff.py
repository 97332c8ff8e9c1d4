"""The values that a comparison is made of. Offsets into the texts, never markup."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from articles.diffing.tokens import count_words
from articles.text import ArticleText

Op = Literal["equal", "delete", "insert"]
RowKind = Literal["equal", "edit", "insert", "delete", "split", "merge"]
Side = Literal["old", "new"]


class Segment(NamedTuple):
    """A stretch of one block on either side; offsets count characters of the block's own text, end exclusive.

    An "equal" segment reads the same on both sides. The side that has nothing has block None and offsets 0.
    """

    op: Op
    old_block: int | None
    old_start: int
    old_end: int
    new_block: int | None
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one line of the side-by-side page shows: the blocks that belong together, and how they differ.

    `old` and `new` are ascending block indexes: one each for "equal" and "edit", several new ones for
    "split", several old ones for "merge". They need not be neighbours: a passage may have been inserted
    between the halves of a split. `moved` says that the row crosses others, whatever its `kind`.

    Segments run in reading order, a deletion before the insertion that replaces it. Without its insertions
    the row gives every old block whole, without its deletions every new one.
    """

    kind: RowKind
    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Diff:
    """The comparison of two texts; every block of either side is in exactly one of `rows`.

    Rows follow the new text. A removed block stands where it stood among the blocks that stayed; a moved row
    stands at its new place only, and nothing marks the old one. In `headline` and `byline`, which are outside
    `rows`, block 0 is the headline or the byline itself.
    """

    old: ArticleText
    new: ArticleText
    headline: Row
    byline: Row
    rows: tuple[Row, ...]

    @property
    def all_rows(self) -> tuple[Row, ...]:
        """Headline, byline and body, as a reader meets them."""
        return (self.headline, self.byline, *self.rows)

    @property
    def words_removed(self) -> int:
        """Words and numbers marked as removed in headline, byline and body; what only moved is not marked."""
        return sum(
            count_words(self.texts(row)[0][segment.old_block][segment.old_start : segment.old_end])
            for row in self.all_rows
            for segment in row.segments
            if segment.op == "delete" and segment.old_block is not None
        )

    @property
    def words_added(self) -> int:
        """Words and numbers marked as added, counted like `words_removed`."""
        return sum(
            count_words(self.texts(row)[1][segment.new_block][segment.new_start : segment.new_end])
            for row in self.all_rows
            for segment in row.segments
            if segment.op == "insert" and segment.new_block is not None
        )

    def texts(self, row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The old and the new texts that the row's block indexes and offsets point into."""
        if row is self.headline:
            return (self.old.headline,), (self.new.headline,)
        if row is self.byline:
            return (self.old.byline,), (self.new.byline,)
        return self._body

    @cached_property
    def _body(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(block.text for block in self.old.blocks), tuple(block.text for block in self.new.blocks)
