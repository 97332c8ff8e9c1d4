"""Texts to compare: short ones by hand, and arbitrary ones for properties."""

from hypothesis import strategies as st

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
