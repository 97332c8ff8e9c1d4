from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import ArticleText, Block
from articles.versioning import (
    CodecError,
    Decision,
    Outcome,
    decide,
    fingerprint,
    pack,
    pack_text,
    unpack,
    unpack_text,
)

TEXT = ArticleText(
    headline="Café reopens – “soon”",
    blocks=(Block("paragraph", "Prices rose by 3 %."), Block("quote", "日本語 and עברית")),
    byline="Ann Example",
    published=datetime(2026, 11, 24, 10, 2, tzinfo=UTC),
    language="en-GB",
    canonical_url="https://news.example/a",
)


KNOWN = {"a": 0, "b": 1, "c": 2}


@pytest.mark.parametrize(
    ("current", "transitions", "text", "expected"),
    [
        (0, [], "new", Decision(Outcome.NEW_VERSION, 3)),
        (0, [], "a", Decision(Outcome.UNCHANGED, 0)),
        (1, [(0, 1)], "a", Decision(Outcome.RETURN, 0)),
        (0, [(0, 1), (1, 0)], "b", Decision(Outcome.RETURN, 1)),
        (1, [(0, 1), (1, 0), (0, 1)], "a", Decision(Outcome.FLAPPING, 0)),
        (0, [(0, 1), (1, 0), (0, 1)], "b", Decision(Outcome.FLAPPING, 1)),
        (2, [(1, 0), (0, 1), (1, 2)], "b", Decision(Outcome.RETURN, 1)),
    ],
)
def test_what_a_text_means(
    current: int, transitions: list[tuple[int, int]], text: str, expected: Decision
) -> None:
    assert decide(text, current, KNOWN, transitions) == expected


def test_the_first_text_is_version_0() -> None:
    assert decide("a", None, {}) == Decision(Outcome.NEW_VERSION, 0)


def test_fingerprint_is_of_what_is_read() -> None:
    later = ArticleText(TEXT.headline, TEXT.blocks, TEXT.byline, modified=datetime(2026, 11, 25, tzinfo=UTC))
    assert fingerprint(later) == fingerprint(TEXT)
    for other in (
        ArticleText("Other", TEXT.blocks, TEXT.byline),
        ArticleText(TEXT.headline, TEXT.blocks[:1], TEXT.byline),
        ArticleText(TEXT.headline, TEXT.blocks, "Ann Other"),
        ArticleText(TEXT.headline, (Block("heading", TEXT.blocks[0].text), TEXT.blocks[1]), TEXT.byline),
    ):
        assert fingerprint(other) != fingerprint(TEXT)


@pytest.mark.parametrize("base", [None, b"Prices rose by 3 %."])
def test_text_survives_storage(base: bytes | None) -> None:
    assert unpack_text(pack_text(TEXT, base), base) == TEXT


@given(st.binary(max_size=2000), st.none() | st.binary(max_size=2000))
def test_bytes_survive_storage(raw: bytes, base: bytes | None) -> None:
    assert unpack(pack(raw, base), base) == raw


def test_a_base_saves_room() -> None:
    raw = unpack(pack_text(TEXT)) * 3
    assert len(pack(raw + b"!", raw)) < len(pack(raw)) / 2


def test_unreadable_bytes_are_said() -> None:
    with pytest.raises(CodecError, match="unknown format"):
        unpack(b"\xffwhat")
    with pytest.raises(CodecError, match="cannot be read"):
        unpack_text(pack_text(TEXT, b"one base" * 9)[:-4], b"one base" * 9)
