"""The word lists."""

import pytest

from articles.diffing import lexicon


@pytest.mark.parametrize("word", ["a", "government", "zygotes", "organise", "organize", "doesnt"])
def test_known_words(word: str) -> None:
    assert lexicon.rank(word)


@pytest.mark.parametrize("word", ["", "goverment", "teh", "zzzz", "\n", "a 1", "日本", "\ud800"])
def test_unknown_words(word: str) -> None:
    assert lexicon.rank(word) is None
    assert not lexicon.is_name(word)


def test_ranks_and_marks_of_words() -> None:
    assert (lexicon.rank("the"), lexicon.rank("zygotes")) == (1, 4)
    assert lexicon.is_spelling("colour")
    assert not lexicon.is_spelling("filled")
    assert lexicon.is_common_name("wednesday")
    assert not lexicon.is_common_name("johnson")
