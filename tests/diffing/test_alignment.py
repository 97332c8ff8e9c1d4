"""Which blocks are seen to correspond, and where their rows stand."""

import pytest

from articles.diffing import compare
from articles.diffing.candidates import MOST_COMPARED, Candidates
from articles.diffing.likeness import Vocabulary
from articles.text import ArticleText, Block
from tests.diffing.texts import text

FIRE = "A fire broke out at a warehouse in the port of Grimsby early on Tuesday."
SMOKE = "Residents were told to keep their windows closed because of the thick smoke."
CREWS = "Forty crews from three counties fought the flames through the night."
CAUSE = "Investigators have not yet established what caused the blaze."
MAYOR = "The mayor praised the bravery of those who had come to help."
SMOKE_AND_CREWS = f"{SMOKE} {CREWS}"
ROAD = "The coast road stays shut until Friday at least."


def rows(old: list[str], new: list[str]) -> list[tuple[str, tuple[int, ...], tuple[int, ...], bool]]:
    return [(row.kind, row.old, row.new, row.moved) for row in compare(text(*old), text(*new)).rows]


def unchanged(count: int, shift: int = 0, start: int = 0) -> list[tuple[str, tuple[int], tuple[int], bool]]:
    return [("equal", (at,), (at + shift,), False) for at in range(start, start + count)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param([FIRE, SMOKE], [FIRE, SMOKE], unchanged(2), id="the same"),
        pytest.param([], [FIRE], [("insert", (), (0,), False)], id="from nothing"),
        pytest.param([FIRE], [], [("delete", (0,), (), False)], id="to nothing"),
        pytest.param(
            [FIRE, SMOKE, CREWS],
            [FIRE, MAYOR, SMOKE, CREWS],
            [*unchanged(1), ("insert", (), (1,), False), *unchanged(2, shift=1, start=1)],
            id="an insertion shifts no pair after it",
        ),
        pytest.param(
            [FIRE, SMOKE],
            [FIRE.replace("Tuesday", "Wednesday"), SMOKE],
            [("edit", (0,), (0,), False), *unchanged(1, start=1)],
            id="an edit",
        ),
        pytest.param(
            [FIRE, CAUSE],
            [FIRE, MAYOR],
            [*unchanged(1), ("delete", (1,), (), False), ("insert", (), (1,), False)],
            id="what has nothing in common is no edit, and goes before what came",
        ),
        pytest.param(
            [FIRE, SMOKE_AND_CREWS, CAUSE],
            [FIRE, SMOKE, CREWS, CAUSE],
            [*unchanged(1), ("split", (1,), (1, 2), False), *unchanged(1, shift=1, start=2)],
            id="a split",
        ),
        pytest.param(
            [FIRE, SMOKE, CREWS, CAUSE],
            [FIRE, SMOKE_AND_CREWS, CAUSE],
            [*unchanged(1), ("merge", (1, 2), (1,), False), *unchanged(1, shift=-1, start=3)],
            id="a merge",
        ),
        pytest.param(
            [FIRE, SMOKE_AND_CREWS, CAUSE],
            [FIRE, SMOKE, MAYOR, CREWS, CAUSE],
            [
                *unchanged(1),
                ("split", (1,), (1, 3), False),
                ("insert", (), (2,), False),
                *unchanged(1, shift=2, start=2),
            ],
            id="a split whose halves an insertion separates",
        ),
        pytest.param(
            [FIRE, SMOKE, MAYOR, CREWS, CAUSE],
            [FIRE, SMOKE_AND_CREWS, CAUSE],
            [
                *unchanged(1),
                ("merge", (1, 3), (1,), False),
                ("delete", (2,), (), False),
                *unchanged(1, shift=-2, start=4),
            ],
            id="a merge over a removed block",
        ),
        pytest.param(
            [FIRE, SMOKE, CREWS, CAUSE],
            [FIRE, CAUSE, SMOKE, CREWS],
            [*unchanged(1), ("equal", (3,), (1,), True), *unchanged(2, shift=1, start=1)],
            id="the one that passed two moved, and stands at its new place",
        ),
        pytest.param(
            [SMOKE_AND_CREWS, ROAD],
            [ROAD, SMOKE_AND_CREWS],
            [("equal", (1,), (0,), True), ("equal", (0,), (1,), False)],
            id="of a swap the lighter moved",
        ),
        pytest.param(
            [FIRE, SMOKE, CREWS],
            [CREWS.replace("Forty", "Fifty"), FIRE, SMOKE],
            [("edit", (2,), (0,), True), *unchanged(2, shift=1)],
            id="moved and edited",
        ),
        pytest.param(
            ["* * *", FIRE, "* * *", SMOKE],
            ["* * *", FIRE, SMOKE],
            [*unchanged(2), ("delete", (2,), (), False), ("equal", (3,), (2,), False)],
            id="a repeated block without words",
        ),
        pytest.param(
            ["", FIRE],
            ["", FIRE],
            [("equal", (0,), (0,), False), *unchanged(1, start=1)],
            id="an empty block",
        ),
        pytest.param(
            ["火災が港の倉庫で発生した。", "原因はまだ分かっていない。"],
            ["市長は消防隊に感謝した。", "火災が港の倉庫で火曜日に発生した。", "原因はまだ分かっていない。"],
            [("insert", (), (0,), False), ("edit", (0,), (1,), False), ("equal", (1,), (2,), False)],
            id="a script without spaces",
        ),
    ],
)
def test_rows(old: list[str], new: list[str], expected: list[object]) -> None:
    assert rows(old, new) == expected


def test_the_kind_of_a_block_is_not_its_text() -> None:
    old = ArticleText("", (Block("paragraph", CAUSE),))
    new = ArticleText("", (Block("heading", CAUSE),))
    assert [row.kind for row in compare(old, new).rows] == ["equal"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", ("equal", (0,), (0,))),
        ("Fire", "Fire", ("equal", (0,), (0,))),
        ("Fire", "Flood", ("edit", (0,), (0,))),
        ("", "Fire", ("insert", (), (0,))),
        ("Fire", "", ("delete", (0,), ())),
    ],
)
def test_headline_and_byline_are_rows_of_their_own(old: str, new: str, expected: tuple[object, ...]) -> None:
    by_headline = compare(text(headline=old), text(headline=new))
    by_byline = compare(text(byline=old), text(byline=new))
    for row in (by_headline.headline, by_byline.byline):
        assert (row.kind, row.old, row.new) == expected
    assert by_headline.rows == by_byline.rows == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(["a" * 100_000], ["a" * 99_000 + "b"], id="no spaces"),
        pytest.param([" ".join(["same"] * 20_000)], [" ".join(["same"] * 19_000)], id="identical words"),
        pytest.param(["again and again"] * 5_000, ["again and again"] * 4_999, id="identical blocks"),
        pytest.param(
            [" ".join(["a"] * n) for n in range(1, 200)],
            [" ".join(["a"] * n) for n in range(200, 1, -1)],
            id="blocks that differ in length only",
        ),
        pytest.param(
            [" ".join(f"w{n}" for n in range(30_000))],
            [" ".join(f"x{n}" for n in range(30_000))],
            id="too long",
        ),
    ],
)
def test_hostile_texts_come_to_an_end(old: list[str], new: list[str]) -> None:
    diff = compare(text(*old), text(*new))
    assert sorted(i for row in diff.rows for i in row.old) == list(range(len(old)))
    assert sorted(j for row in diff.rows for j in row.new) == list(range(len(new)))


def test_the_blocks_of_a_very_long_text_are_compared_with_fewer_others() -> None:
    old = [f"{at % 499}a {at % 500}b {at % 503}c and {at} eggs" for at in range(5_000)]
    new = [f"{at % 499}a {at % 500}b {at % 503}c or {at + 5_000} eggs" for at in range(5_000)]
    pairs = Candidates(old, new, Vocabulary(old, new)).partners(range(5_000), range(5_000))
    assert 5_000 < len(pairs) < 2 * (MOST_COMPARED + 5_000)
