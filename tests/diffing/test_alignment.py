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
MARKET = "The market, which has stood on the quay since the railway came, opens again on Monday with half its stalls."


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
            [SMOKE_AND_CREWS, CAUSE, MAYOR],
            [SMOKE, CAUSE, MAYOR, CREWS],
            [("split", (0,), (0, 3), False), *unchanged(2, start=1)],
            id="a split whose other half went further down has not moved",
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
            [FIRE, "No cause is known yet."],
            [
                FIRE,
                "No cause is known yet, but drones and dogs are due to search the ruins on Wednesday once engineers "
                "have made sure that no wall can fall, and a report is promised to councillors before their summer "
                "recess begins in July with its usual garden party.",
            ],
            [*unchanged(1), ("edit", (1,), (1,), False)],
            id="a block to which much was added",
        ),
        pytest.param(
            [
                FIRE,
                "The harbour wall is owned by the county, which inherited it from a railway company in the nineteen "
                "fifties and pays for the upkeep.",
                "Repairs after the last storm cost two million pounds, according to the auditors, who called it money "
                "well spent.",
            ],
            [
                FIRE,
                "The harbour wall is owned by the county; repairs after the last storm cost two million pounds, "
                "according to the auditors.",
            ],
            [*unchanged(1), ("merge", (1, 2), (1,), False)],
            id="a merge that keeps little of one half, which explains the rest",
        ),
        pytest.param(
            [
                FIRE,
                "The new allowance can be added to the existing threshold for estates.",
                "The total will be transferable on the death of one spouse to bring the tax-free sum up to a million.",
            ],
            [
                FIRE,
                "This could be added to the existing threshold, bringing the total transferable sum from both parents "
                "in a married couple to a million.",
            ],
            [*unchanged(1), ("merge", (1, 2), (1,), False)],
            id="a reworded merge, liker with both halves than with one",
        ),
        pytest.param(
            [
                FIRE,
                "Ann Poole, who leads the inspectors for social care, said neglect had a lasting effect on children.",
                '"It cannot be right that councils still fail to see it and to deal with it well. It is not enough to '
                "wait for the next scandal to happen.",
                '"We are asking all councils to make sure that they have a plan in place by the spring."',
            ],
            [
                FIRE,
                'The inspectors\' leader for social care, Ann Poole, said it "cannot be right" that councils "still '
                'fail to see" neglect.',
                '"It is not enough to wait for the next scandal to happen. We are asking all councils to make sure '
                'that they have a plan in place by the spring," she said.',
            ],
            [*unchanged(1), ("edit", (1,), (1,), False), ("merge", (2, 3), (2,), False)],
            id="a block that two rows could hold is where it stays in the longest stretch",
        ),
        pytest.param(
            [SMOKE_AND_CREWS, ROAD],
            [ROAD, f"{SMOKE} Nobody was hurt. {CREWS.replace('Forty', 'Fifty').replace('three', 'five')}"],
            [("equal", (1,), (0,), True), ("edit", (0,), (1,), False)],
            id="of a swap the shorter moved, though the longer was edited",
        ),
        pytest.param(
            [FIRE, MARKET, SMOKE, ROAD],
            [
                FIRE,
                SMOKE,
                "On Monday the market opens again, which dealers from here and abroad had asked the council for in a "
                "long letter, if with half of its stalls.",
                ROAD,
            ],
            [
                *unchanged(1),
                ("equal", (2,), (1,), True),
                ("edit", (1,), (2,), False),
                *unchanged(1, start=3),
            ],
            id="much edited, and passed by a shorter one",
        ),
        pytest.param(
            ["Analysis", CAUSE, FIRE, SMOKE, CREWS],
            [FIRE, SMOKE, CREWS, "Analysis", CAUSE],
            [
                *unchanged(3, shift=-2, start=2),
                ("equal", (0,), (3,), True),
                ("equal", (1,), (4,), True),
            ],
            id="a heading moves along with its passage",
        ),
        pytest.param(
            ["Previous update", FIRE, SMOKE],
            [FIRE, SMOKE, "Previous update"],
            [*unchanged(2, shift=-1, start=1), ("equal", (0,), (2,), True)],
            id="two words that stand once on either side moved",
        ),
        pytest.param(
            ["12 April 2015", FIRE, SMOKE],
            [FIRE, SMOKE, "12 April 2015", ROAD, "12 April 2015"],
            [
                ("delete", (0,), (), False),
                *unchanged(2, shift=-1, start=1),
                *(("insert", (), (at,), False) for at in (2, 3, 4)),
            ],
            id="a label that stands several times has not moved",
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
