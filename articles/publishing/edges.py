"""Marks that end where words end."""

from collections.abc import Iterable, Iterator, Sequence

from articles.diffing import Piece


def trimmed(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with the white space at the edges of a removed or added one as pieces of their own, unmarked, so
    that no blank is struck out or underlined.

    A mark keeps its white space where that parts two words which the other text has as one, and where it is
    nothing but white space: there it is what changed.
    """
    whole = tuple(pieces)
    return tuple(part for at in range(len(whole)) for part in _parts(whole, at))


def _parts(pieces: Sequence[Piece], at: int) -> Iterator[Piece]:
    op, text = pieces[at]
    core = text.strip()
    before, after = _neighbours(pieces, at)
    if op == "equal" or core == text or (before.isalnum() and after.isalnum()):
        yield pieces[at]
    elif core:
        start = text.index(core)
        edges = (Piece("equal", text[:start]), Piece(op, core), Piece("equal", text[start + len(core) :]))
        yield from (piece for piece in edges if piece.text)
    else:
        yield Piece("equal" if _is_replaced_by_blank(pieces, at) else op, text)


def _neighbours(pieces: Sequence[Piece], at: int) -> tuple[str, str]:
    """The characters that meet here in the text that has not this piece; empty at its ends."""
    op = pieces[at].op
    before = next((piece.text[-1:] for piece in reversed(pieces[:at]) if piece.op != op), "")
    after = next((piece.text[:1] for piece in pieces[at + 1 :] if piece.op != op), "")
    return before, after


def _is_replaced_by_blank(pieces: Sequence[Piece], at: int) -> bool:
    """Whether the white space only gave way to white space with a mark in it, as where a paragraph was split."""
    before, after = pieces[at - 1 : at], pieces[at + 1 : at + 2]
    return any(piece.op != "equal" and piece.text[-1:].isspace() for piece in before) or any(
        piece.op != "equal" and piece.text[:1].isspace() for piece in after
    )
