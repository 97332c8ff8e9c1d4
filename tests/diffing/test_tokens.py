"""Where texts are cut."""

from hashlib import sha256

import pytest

from articles import diffing
from articles.diffing.tokens import clipped, count_words, prefix, suffix, tokens, words
from articles.text import ArticleText


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t ", []),
        ("he didn’t pay £1.5m", ["he", "didn’t", "pay", "£", "1.5m"]),
        ("10,000 at 5pm, COVID-19.", ["10,000", "at", "5pm", ",", "COVID", "-", "19", "."]),
        ("日本語abc", ["日", "本", "語", "abc"]),
        ("ก็ไป", ["ก็", "ไ", "ป"]),
        ("e\u0301te\u0301 ne", ["e\u0301te\u0301", "ne"]),
        ("हिन्दी क्षमा", ["हिन्दी", "क्षमा"]),
        ("한국어 텍스트", ["한국어", "텍스트"]),
        ("👩‍👩‍👧👍🏽", ["👩‍👩‍👧", "👍🏽"]),
        ("🇬🇧 1️⃣", ["🇬🇧", "1️⃣"]),
        ("a \u0308b", ["a", " \u0308", "b"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    found = tokens(text)
    assert [token.text for token in found] == expected
    assert [text[token.start : token.end] for token in found] == expected


def test_a_long_run_is_cut_where_its_content_says_so() -> None:
    run = "".join(sha256(bytes([n])).hexdigest() for n in range(30))
    whole = {token.text for token in tokens(run)}
    shifted = {token.text for token in tokens("xyz" + run)}
    assert len(whole) > 20
    assert len(whole - shifted) <= 3


def test_words_are_caseless_and_fall_back_to_marks() -> None:
    assert words("The CAFE\u0301, the café") == ["the", "café", "the", "café"]
    assert words("* * *") == ["*", "*", "*"]
    assert count_words("Mr. Smith paid £1.5m – twice") == 5


@pytest.mark.parametrize(
    ("length", "start", "end", "cut"),
    [
        (100, "one two three", "one two three", "one two three"),
        (13, "one two three", "one two three", "one two three"),
        (8, "one two", "three", "one two…"),
        (7, "one two", "three", "one…"),
        (2, "", "", "…"),
    ],
)
def test_cutting_to_length(length: int, start: str, end: str, cut: str) -> None:
    text = "one two three"
    assert (prefix(text, length), suffix(text, length), clipped(text, length)) == (start, end, cut)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One, two - 3.5!", 3),
        ("日本語の abc。", 5),
        ("a" * 100, 3),
    ],
)
def test_words_are_counted_as_a_diff_counts_them(text: str, words: int) -> None:
    assert diffing.count_words(text) == words
    assert diffing.compare(ArticleText(""), ArticleText(text)).words_added == words
