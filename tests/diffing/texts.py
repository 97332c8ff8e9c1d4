"""Texts to compare: short ones by hand, and arbitrary ones for properties."""

from collections.abc import Sequence

from hypothesis import strategies as st

from articles.diffing import assess, compare
from articles.text import ArticleText, Block

WORDS = (
    "the",
    "council",
    "said",
    "on",
    "Monday",
    "12",
    "people",
    "were",
    "hurt",
    "not",
    '"it"',
    "is",
    "over",
    "Ms",
    "Jones",
)
CLUSTERS = (
    "e\u0301",
    "👩‍👩‍👧",
    "👍🏽",
    "🇬🇧",
    "1️⃣",
    "שָׁ",
    "\u202eabc\u202c",
    "日",
    "本",
    "ก็",
    "한",
    "क्ष",
    "\u200d",
    " \u0308",
)


def text(*blocks: str, headline: str = "", byline: str = "") -> ArticleText:
    return ArticleText(headline, tuple(Block("paragraph", block) for block in blocks), byline)


def _joined(pieces: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    return st.lists(
        st.tuples(pieces, st.sampled_from(("", " ", " ", " ", "  ", ", ", ". "))), max_size=most
    ).map(lambda pairs: "".join(piece + gap for piece, gap in pairs))


prose = _joined(st.sampled_from(WORDS), 12)
anything = st.one_of(prose, _joined(st.sampled_from(CLUSTERS + WORDS), 12), st.text(max_size=20))


def articles(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[ArticleText]:
    return st.builds(
        ArticleText,
        headline=blocks,
        blocks=st.lists(st.builds(Block, st.just("paragraph"), blocks), max_size=7).map(tuple),
        byline=blocks,
    )


def pairs(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[ArticleText, ArticleText]]:
    """Two texts, mostly with blocks in common, as two versions of an article have."""

    @st.composite
    def build(draw: st.DrawFn) -> tuple[ArticleText, ArticleText]:
        old = draw(articles(blocks))
        known = [block.text for block in old.blocks]
        source = st.one_of(st.sampled_from(known), blocks) if known else blocks
        return old, draw(articles(source))

    return build()


SENTENCES = (
    "Jones said on Monday that 12 people were hurt.",
    "The council said it is over.",
    "The road to the port stays shut until the end of the week.",
    "The road to the port is open again, said the council.",
    "Nobody was hurt.",
    "It rained.",
    "Ms Jones, 43, was said to be in hospital on Monday night.",
    "The council will meet again on Monday to speak of the road.",
)


@st.composite
def rearranged(draw: st.DrawFn) -> tuple[ArticleText, ArticleText]:
    """Two texts of the same few sentences, differently parted into blocks: splits, merges, moves and repeats."""
    blocks = st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join), max_size=8)
    if draw(st.booleans()):
        return text(*draw(blocks)), text(*draw(blocks))
    order = draw(st.permutations(SENTENCES))
    return text(*draw(_parted(order))), text(*draw(_parted(draw(st.sampled_from((order, SENTENCES))))))


def _parted(sentences: Sequence[str]) -> st.SearchStrategy[list[str]]:
    """The sentences in order as blocks: some of the places between two of them are ends of blocks."""
    gaps = st.lists(st.sampled_from((" ", "\n")), min_size=len(sentences), max_size=len(sentences))
    return gaps.map(
        lambda found: "".join(map("".join, zip(sentences, found, strict=True))).strip().split("\n")
    )


def kinds_of(old: str, new: str) -> tuple[str, ...]:
    return assess(compare(text(old), text(new))).kinds
