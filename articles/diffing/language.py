"""Whether the rules for English hold for a comparison."""

from collections.abc import Iterator
from itertools import islice

from articles.diffing import lexicon
from articles.diffing.atoms import fold
from articles.diffing.diff import Diff
from articles.diffing.tokens import tokens
from articles.text import ArticleText

SAMPLE = 40
"""Words that are looked up."""
LONGEST = 400
"""Characters of a text that they are taken from."""


def is_english(diff: Diff) -> bool:
    """Whether the page says so or nothing, and at least half of its first words are English ones.

    Many a page names the language of its software and not its own.
    """
    tag = (diff.new.language or diff.old.language).casefold().replace("_", "-")
    if tag and tag.split("-")[0] != "en":
        return False
    found = list(islice(_words(diff.new) if diff.new.blocks else _words(diff.old), SAMPLE))
    return 2 * sum(map(_is_known, found)) >= len(found)


def _words(text: ArticleText) -> Iterator[str]:
    sample = f"{text.headline} {text.running[:LONGEST]}"
    return (fold(token.text) for token in tokens(sample) if token.text[0].isalpha())


def _is_known(word: str) -> bool:
    return lexicon.rank(word) is not None or lexicon.is_name(word)
