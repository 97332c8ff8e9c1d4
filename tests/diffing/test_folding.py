"""Words as they are searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.diffing import folded_words, placed_words

FOLDED = {
    "The Minister's 41.5 million": "the minister s 41 5 million",
    "Łódź, Tromsø, Đà Nẵng & São Paulo": "lodz tromso da nang sao paulo",
    "STRASSE Straße ŒUVRE œuvre": "strasse strasse oeuvre oeuvre",
    "İstanbul ISPARTA \u0131sparta": "istanbul isparta isparta",
    "cafe\u0301 café": "cafe cafe",
    "x\u00adray zero\u200bwidth": "xray zerowidth",
    "snake_case  £3m ½ ² ①": "snake case 3m 1 2 2 1",
    "ΣΊΣΥΦΟΣ Σίσυφος": "σισυφοσ σισυφοσ",
    "مُحَمَّد أحمد محمـــد": "محمد احمد محمد",
    "שָׁלוֹם": "שלום",
    "東京tokyo大学": "東 京 tokyo 大 学",
    "ガード が か": "カ ー ト".replace("カ", "ガ").replace("ト", "ド") + " が か",
    "กิน": "ก ิ น",
    "हिन्दी भाषा": "हिन्दी भाषा",
    "한국 정부": "한국 정부",
    "ＦＵＬＬ ｗｉｄｔｈ": "full width",
    "1\ufe0f\u20e3 ☎\ufe0f 😀 — ! \x00 \ud800": "1",
    "": "",
}


@pytest.mark.parametrize(("text", "words"), FOLDED.items(), ids=map(ascii, FOLDED))
def test_a_text_is_its_words(text: str, words: str) -> None:
    assert folded_words(text) == words.split()


@given(st.text() | st.text(alphabet=list("ab\u0301\u0e01\u0e34東ｶﾞ\ufe0f '\"*§-\x00\ud800Å\u1fb3ﷺ")))
def test_words_know_their_places(text: str) -> None:
    placed = placed_words(text)
    assert [word.text for word in placed] == folded_words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in placed)
    assert [word.start for word in placed] == sorted(word.start for word in placed)


@given(st.text())
def test_words_are_letters_digits_and_marks_that_stay_as_they_are(text: str) -> None:
    for word in folded_words(text):
        assert not set(word) & set("§'\"*\\: \t\n\x00()")
        assert folded_words(word) == [word]


def test_the_marks_at_a_words_end_belong_to_it() -> None:
    [word] = placed_words("(cafe\u0301)")
    assert word == ("cafe", 1, 6)


def test_endless_words_are_cut() -> None:
    assert [len(word) for word in folded_words("a" * 150)] == [64, 64, 22]
    assert [(word.start, word.end) for word in placed_words("a" * 150)] == [(0, 64), (64, 128), (128, 150)]
