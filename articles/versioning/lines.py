"""What differs between two texts, line by line: enough to tell an edit from a line that comes and goes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from articles.text import ArticleText, Block

ALIKE = 50
"""From this share (per cent) of common characters on, one line is an edit of the other."""


LOOKED_AT = 1_000
MOST_PAIRED = 50


def same(old: ArticleText, new: ArticleText) -> bool:
    """Whether a reader sees the same: dates and addresses are left out, as in a fingerprint."""
    return (old.headline, old.byline, old.blocks) == (new.headline, new.byline, new.blocks)


def prose_place(text: ArticleText) -> str:
    """The place in which most of the text's characters stand."""
    sizes: Counter[str] = Counter()
    for block in text.blocks:
        sizes[block.place] += len(block.text)
    return max(sizes, key=lambda place: sizes[place], default="")


@dataclass(frozen=True, slots=True)
class Delta:
    """`added` and `removed` are whole blocks that are no edit of each other, `edited` pairs that are;
    what only stands elsewhere is in neither, and `reordered` is then True.
    """

    old: ArticleText
    new: ArticleText
    added: tuple[Block, ...]
    removed: tuple[Block, ...]
    edited: tuple[tuple[Block, Block], ...]
    reordered: bool

    @property
    def swaps(self) -> bool:
        """Whether whole lines gave way to unrelated ones."""
        return bool(self.added and self.removed)

    def is_kept_by(self, later: ArticleText) -> bool:
        """Whether all that is new here is still so in `later`."""
        for name in ("headline", "byline"):
            if getattr(self.old, name) != getattr(self.new, name) != getattr(later, name):
                return False
        before, now, then = (Counter(text.blocks) for text in (self.old, self.new, later))
        came = all(then[block] >= now[block] for block in now - before)
        return came and all(then[block] <= now[block] for block in before - now) and self._keeps_order(later)

    def _keeps_order(self, later: ArticleText) -> bool:
        if not self.reordered:
            return True
        common = set(self.new.blocks) & set(later.blocks)
        orders = ([block for block in text.blocks if block in common] for text in (self.new, later))
        return next(orders) == next(orders)


def delta(old: ArticleText, new: ArticleText) -> Delta:
    """What of `old` is otherwise in `new`. Linear for like texts; lines are paired within one stretch only."""
    added: list[Block] = []
    removed: list[Block] = []
    edited: list[tuple[Block, Block]] = []
    for gone, come in stretches(old.blocks, new.blocks):
        pairs = list(_pairs(gone, come))
        edited += pairs
        removed += _less(gone, (before for before, _ in pairs))
        added += _less(come, (after for _, after in pairs))
    moved = Counter(added) & Counter(removed)
    return Delta(
        old,
        new,
        added=tuple(_less(added, moved.elements())),
        removed=tuple(_less(removed, moved.elements())),
        edited=tuple(edited),
        reordered=bool(moved),
    )


def stretches(
    old: Sequence[Block], new: Sequence[Block]
) -> list[tuple[tuple[Block, ...], tuple[Block, ...]]]:
    """The runs of blocks between those that both have in the same order."""
    codes = groupby(LCSseq.opcodes(list(old), list(new)), key=lambda code: code.tag == "equal")
    runs = [list(run) for is_equal, run in codes if not is_equal]
    return [
        (tuple(old[run[0].src_start : run[-1].src_end]), tuple(new[run[0].dest_start : run[-1].dest_end]))
        for run in runs
    ]


def is_edit(old: Block, new: Block) -> bool:
    """By the beginnings of the lines, which bounds the work on hostile pages."""
    return (
        old.kind == new.kind
        and fuzz.ratio(old.text[:LOOKED_AT], new.text[:LOOKED_AT], score_cutoff=ALIKE) > 0
    )


def _pairs(gone: Sequence[Block], come: Sequence[Block]) -> Iterable[tuple[Block, Block]]:
    """Lines of one stretch that are edits of each other, each once, in order."""
    left = list(come)
    for before in gone[:MOST_PAIRED]:
        after = next((block for block in left[:MOST_PAIRED] if is_edit(before, block)), None)
        if after is not None:
            del left[: left.index(after) + 1]
            yield before, after


def _less(blocks: Iterable[Block], taken: Iterable[Block]) -> list[Block]:
    without, kept = Counter(taken), []
    for block in blocks:
        if without[block]:
            without[block] -= 1
        else:
            kept.append(block)
    return kept
