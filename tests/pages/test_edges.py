"""Marks end where words end, and nothing that changed goes unmarked."""

import pytest

from articles.diffing import Piece
from articles.publishing.edges import trimmed

OPS = {" ": "equal", "-": "delete", "+": "insert"}


def pieces(*told: str) -> tuple[Piece, ...]:
    """From " stays", "-goes" and "+comes"."""
    return tuple(Piece(OPS[text[0]], text[1:]) for text in told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ((" is ", "-not ", " in"), (" is ", "-not", "  ", " in")),
        ((" is", "- not", "  in"), (" is", "  ", "-not", "  in")),
        ((" Quill", "+ and Ledger"), (" Quill", "  ", "+and Ledger")),
        ((" foo", "+ bar", " ."), (" foo", "  ", "+bar", " .")),
        ((" a ", "-one ", "+two ", " b"), (" a ", "-one", "  ", "+two", "  ", " b")),
        ((" a", "- one", "+ two", "  b"), (" a", "  ", "-one", "  ", "+two", "  b")),
        ((" the ", "-old", "+new", "  one"), (" the ", "-old", "+new", "  one")),
        (("+All of it, ",), ("+All of it,", "  ")),
    ],
)
def test_white_space_at_the_edges_is_not_marked(given: tuple[str, ...], shown: tuple[str, ...]) -> None:
    assert trimmed(pieces(*given)) == pieces(*shown)


@pytest.mark.parametrize(
    "given",
    [
        (" is", "- not", "+n't", "  so"),
        (" foo", "+ bar", " baz"),
        (" well", "- ", "+-", " known"),
        (" every", "+ ", " day"),
        (" end.", "+ ", "  Next"),
        ("- ",),
        (" as it was",),
    ],
)
def test_white_space_that_is_the_change_stays_marked(given: tuple[str, ...]) -> None:
    assert trimmed(pieces(*given)) == pieces(*given)


def test_a_blank_that_a_paragraph_mark_replaces_is_told_by_the_mark() -> None:
    split = trimmed(pieces(" week.", "- ", "+ ¶ ", " They"))
    assert split == pieces(" week.", "  ", "  ", "+¶", "  ", " They")
    joined = trimmed(pieces(" week.", "- ¶ ", "+ ", " They"))
    assert joined == pieces(" week.", "  ", "-¶", "  ", "  ", " They")
