"""How single changes and whole versions are judged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from articles.diffing import assess, compare, excerpt, findings
from articles.text import ArticleText
from tests.diffing.texts import text

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("The  road is closed", "The road is closed", ("format",)),
        ("The road is closed", "The Road is closed", ("format",)),
        ("a café on the quay", "a cafe on the quay", ("format",)),
        ("some 10,000 people came", "some 10000 people came", ("format",)),
        ('"It is over," she said', "“It is over,” she said", ("format",)),
        ("some 12 people came", "some 14 people came", ("number",)),
        ("a rate of 1.5 was set", "a rate of 15 was set", ("number",)),
        ("it began in June last year", "it began in July last year", ("number",)),
        ("he was not charged", "he was charged", ("negation",)),
        ("they won’t return", "they will return", ("negation",)),
        ("a man named Smith died", "a man named Smyth died", ("name",)),
        ("He left the house early. They stayed", "He left the house early. We stayed", ("wording",)),
        ("“We will fight,” he said", "“We shall fight,” he said", ("quotation",)),
        ('"We will fight," he said', '"We shall fight," he said', ("quotation",)),
        ("he called the plan a sham", "he called the plan a “sham”", ("quotation",)),
        ("he said “no” and the deal failed", "he said “no” and the deal died", ("wording",)),
        ("the ban was lifted", "the bar was lifted", ("wording",)),
    ],
)
def test_kinds_of_an_edit(old: str, new: str, kinds: tuple[str, ...]) -> None:
    significance = assess(compare(text(old), text(new)))
    assert significance.kinds == kinds
    assert significance.minor == (kinds == ("format",))


@pytest.mark.parametrize(
    "note",
    [
        "Correction: an earlier headline gave the wrong date.",
        "This article was amended on 3 March to correct the spelling of a name.",
        "An earlier version of this story misstated the number of those hurt.",
        "This story has been corrected.",
        "Editor’s note: the figures have been revised.",
        "Clarification: the firm is no longer listed.",
    ],
)
def test_a_correction_note_is_known(note: str) -> None:
    significance = assess(compare(text("The blast hurt 12 people."), text("The blast hurt 14 people.", note)))
    assert significance.kinds == ("correction note", "number")
    assert not significance.silent


HURT = "أصيب 12 شخصا في الانفجار."
NOTE = "تصحيح: ورد في نسخة سابقة عدد خاطئ للمصابين."


def noting(*blocks: str, note: str = "") -> ArticleText:
    """A text whose extraction took `note`, its lines, for its correction."""
    return replace(text(*blocks), correction=note)


@pytest.mark.parametrize(
    ("old", "new", "kinds", "summary"),
    [
        pytest.param(
            noting(HURT),
            noting(HURT.replace("12", "14"), NOTE, note=NOTE),
            ("correction note", "number"),
            "Correction note added; 1 figure changed",
            id="a note in any language",
        ),
        pytest.param(
            noting(HURT),
            noting(HURT, "تصحيح", NOTE, note=f"تصحيح\n{NOTE}"),
            ("correction note",),
            "Correction note added",
            id="a label and its note are one",
        ),
        pytest.param(
            noting(HURT),
            noting(HURT, NOTE, "توضيح: كان الانفجار صباحا.", note=f"{NOTE}\nتوضيح: كان الانفجار صباحا."),
            ("correction note",),
            "2 correction notes added",
            id="two notes are two",
        ),
        pytest.param(
            noting(HURT, NOTE, note=NOTE),
            noting(HURT, f"{NOTE} كانوا 14.", note=f"{NOTE} كانوا 14."),
            ("note changed",),
            "Correction note changed",
            id="a note that says more",
        ),
        pytest.param(
            noting("Zwölf Menschen wurden bei dem Brand am Montag verletzt."),
            noting(
                "Korrektur: 14 Menschen wurden bei dem Brand am Montag verletzt.",
                note="Korrektur: 14 Menschen wurden bei dem Brand am Montag verletzt.",
            ),
            ("correction note", "number"),
            "Correction note added; 1 figure changed",
            id="in the paragraph that it corrects",
        ),
    ],
)
def test_a_note_that_extraction_knows_is_one(
    old: ArticleText, new: ArticleText, kinds: tuple[str, ...], summary: str
) -> None:
    significance = assess(compare(old, new))
    assert (significance.kinds, significance.summary) == (kinds, summary)
    assert not significance.silent


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        pytest.param(
            noting(HURT, NOTE, note=NOTE),
            noting(HURT.replace("12", "14"), NOTE, note=NOTE),
            ("number",),
            id="a note that stood before",
        ),
        pytest.param(
            noting(HURT, NOTE),
            noting(HURT.replace("12", "14"), NOTE, note=NOTE),
            ("number",),
            id="a line that stood before it was known as a note",
        ),
        pytest.param(
            noting(HURT, NOTE, note=NOTE), noting(HURT), ("removed",), id="a note that was taken away"
        ),
    ],
)
def test_only_a_note_that_came_speaks_for_a_change(
    old: ArticleText, new: ArticleText, kinds: tuple[str, ...]
) -> None:
    significance = assess(compare(old, new))
    assert significance.kinds == kinds
    assert significance.silent


def test_the_form_of_a_note_is_form() -> None:
    old, new = noting(HURT, NOTE, note=NOTE), noting(HURT, f"{NOTE}.", note=f"{NOTE}.")
    assert assess(compare(old, new)).kinds == ("format",)


@pytest.mark.parametrize(
    "line",
    [
        "The report said that earlier work had been revised upwards.",
        "An earlier report had warned of the danger.",
        "The markets saw a correction of ten per cent.",
    ],
)
def test_news_is_not_taken_for_a_correction_note(line: str) -> None:
    assert assess(compare(text("The blast hurt many."), text("The blast hurt many.", line))).kinds == (
        "added",
    )


def test_a_change_is_silent_unless_the_page_owns_up_to_it() -> None:
    old = replace(text("The blast hurt 12 people."), modified=MORNING)
    new = replace(text("The blast hurt 14 people."), modified=MORNING)
    assert assess(compare(old, new)).silent
    assert not assess(compare(old, replace(new, modified=MORNING + timedelta(hours=1)))).silent
    assert not assess(compare(old, replace(text("The  blast hurt 12 people."), modified=MORNING))).silent


def test_no_change() -> None:
    same = text("One.", "Two.", headline="Three", byline="Four")
    significance = assess(compare(same, same))
    assert (significance.score, significance.minor, significance.silent) == (0, True, False)
    assert (significance.kinds, significance.reasons) == ((), ())
    assert significance.summary == "No change"


def test_summary_and_reasons_say_what_happened() -> None:
    old = text(
        "The blast at the mill hurt 12 people on the night shift.",
        "The mill had been inspected in the spring and was found safe.",
        "A spokeswoman for the owners declined to comment.",
        headline="Blast at mill",
        byline="By Ann Lee",
    )
    new = text(
        "The blast at the mill hurt 14 people on the night shift.",
        "The mill had been inspected in the spring and was found wanting.",
        "Firefighters left at dawn.",
        "Schools nearby stay closed until further notice.",
        headline="Deadly blast at mill",
        byline="By Bob Lee",
    )
    significance = assess(compare(old, new))
    assert significance.summary == (
        "Headline changed; 1 figure changed; 1 paragraph reworded, 2 added, 1 removed; byline changed"
    )
    assert significance.reasons[:2] == (
        "headline changed: “Blast” to “Deadly blast”",
        "1 figure changed: “12” to “14”",
    )
    assert significance.silent


@pytest.mark.parametrize(
    ("old", "new", "summary"),
    [
        (("It  rained.",), ("It rained.",), "Only form changed"),
        (
            ("The first sentence stands here. The second one follows it.",),
            ("The first sentence stands here.", "The second one follows it."),
            "1 paragraph split",
        ),
        (
            ("警方表示，他已被捕。他的妻子否认。",),
            ("警方表示，他已被捕。", "他的妻子否认。"),
            "1 paragraph split",
        ),
        (
            ("One is the first here.", "Two is second."),
            ("Two is second.", "One is the first here."),
            "1 paragraph moved",
        ),
    ],
)
def test_summary_of_minor_changes(old: tuple[str, ...], new: tuple[str, ...], summary: str) -> None:
    significance = assess(compare(text(*old), text(*new)))
    assert significance.summary == summary
    assert significance.minor
    assert 0 < significance.score <= 10


def test_more_of_a_kind_weighs_more_but_never_overflows() -> None:
    def score(changes: int) -> int:
        old = [f"On day {n} the storm had reached the coast of the island." for n in range(60)]
        new = [line.replace("day", "night") if n < changes else line for n, line in enumerate(old)]
        return assess(compare(text(*old), text(*new))).score

    scores = [score(changes) for changes in (0, 1, 5, 60)]
    assert scores == sorted(scores)
    assert scores[0] == 0
    assert scores[-1] <= 100


def test_one_computation_serves_both() -> None:
    old = ArticleText("Blast at mill", text("It hurt 12 people.", "Ann Lee left.").blocks)
    diff = compare(old, text("It hurt 14 people.", "Bob Lee left.", headline="Deadly blast at mill"))
    found = findings(diff)
    assert assess(diff, found) == assess(diff)
    assert excerpt(diff, found=found) == excerpt(diff)
    assert excerpt(diff, found=replace(found, all=())) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hundred " * 5000, "thousand " * 5000),
        ("1" * 50_000, "2" * 50_000),
        ("1 " + "123 " * 5000, "1 " + "124 " * 5000),
        ("9.9.9,9 million ²³½ 1½m ①", "9.9.9,8 million ²³¼ 1¼m ②"),
        ("²a k 5pm6 million", "³a k 5pm7 million"),
        ("a'" * 5000, "b'" * 5000),
        ("x \ud800 y", "x \udfff y"),
        ("ａｂｃ １２３", "ａｂｃ １２４"),
        ("٣ million", "٤ million"),
    ],
)
def test_anything_is_judged(old: str, new: str) -> None:
    assert assess(compare(text(old), text(new))).score > 0
