"""What no reader sees is never an edit; what spells a word or an emoji stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.extraction.normalising import normalised


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\n\t b\u00a0c\u2009d\u3000e\r\n", "a b c d e"),
        ("\u200bcoun\u00adcil\ufeff", "council"),
        ("Safe \u202egnp.exe\u202c title", "Safe gnp.exe title"),
        ("a\u200e\u2066b\u2069\u061c", "ab"),
        ("a\x00b\x1bc\x7fd\x9fe", "abcde"),
        ("a\ud800b\ufffec\uffffd\ufdd0e\U0001fffff", "abcdef"),
        ("cafe\u0301", "caf\u00e9"),
        ("caf\u00ade\u200b\u0301", "caf\u00e9"),
        ("a\x1cb\x85c\u2028d", "a b c d"),
        ("", ""),
        ("\u200b\u00ad", ""),
    ],
)
def test_what_is_not_seen_is_gone(text, expected):
    assert normalised(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
        "\U0001f3f3\ufe0f\u200d\U0001f308 and \U0001f9d1\U0001f3fd\u200d\U0001f680",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "\u0d05\u0d35\u0d28\u0d4d\u200d",
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3",
    ],
    ids=["family", "flag", "persian", "hindi", "malayalam", "sinhala"],
)
def test_joiners_that_spell_stay(text):
    assert normalised(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("coun\u200dcil\u200c", "council"),
        (
            "\u200d\u0645\u06cc\u200c\u200c\u062e\u0648\u0627\u0647\u0645\u200c",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\U0001f468\u200d", "\U0001f468"),
    ],
)
def test_joiners_that_join_nothing_go(text, expected):
    assert normalised(text) == expected


@given(
    st.text(
        st.one_of(
            st.characters(), st.sampled_from("\u200c\u200d\u00ad\u0301\u0915\u094d\u2329\u0338= \x00\ud800")
        )
    )
)
def test_normalising_twice_changes_nothing_and_leaves_one_line(text):
    once = normalised(text)
    assert normalised(once) == once == " ".join(once.split())
    once.encode("utf-8")
