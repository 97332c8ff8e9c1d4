"""Two readings of one page side by side, as the diff page shows two versions."""

from dataclasses import dataclass

from articles.diffing import compare
from articles.text import ArticleText

from .comparing import LONGEST, length_of
from .passages import Passage, Stretch, passages_of, stretches_of


@dataclass(frozen=True, slots=True)
class Proof:
    """`heads` are headline and byline, where there are any; `changed` is how many passages differ. `too_long` texts
    have no `stretches`.
    """

    heads: tuple[Passage, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    changed: int = 0
    too_long: bool = False


def compare_texts(old: ArticleText, new: ArticleText) -> Proof:
    if length_of(old) + length_of(new) > LONGEST:
        return Proof(too_long=True)
    headline, byline, *body = passages_of(compare(old, new))
    changed = sum(passage.number is not None for passage in (headline, byline, *body))
    heads = tuple(head for head in (headline, byline) if head.running.pieces)
    return Proof(heads, tuple(stretches_of(body, fold=True)), changed)
