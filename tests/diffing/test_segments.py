"""What is marked inside a row."""

import pytest

from articles.diffing import compare, excerpt, inline, side
from tests.diffing.texts import text


def marked(old: list[str], new: list[str]) -> str:
    """The first row inline, with [-removed-] and {+added+}."""
    diff = compare(text(*old), text(*new))
    form = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(form[op].format(words) for op, words in inline(diff, diff.rows[0]))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The dog ran home.", "The cat ran home.", "The [-dog-]{+cat+} ran home."),
        ("The dog ran home.", "The big dog ran home.", "The {+big +}dog ran home."),
        ("The big dog ran home.", "The big dog ran.", "The big dog ran[- home-]."),
        ("It  is over now", "It is over now", "It[-  -]{+ +}is over now"),
        ("It is however odd", "It is, however, odd", "It is{+,+} however{+,+} odd"),
        ("he won't return home", "he will return home", "he [-won't-]{+will+} return home"),
        ("it cost £1.5m then", "it cost £1.6m then", "it cost £[-1.5m-]{+1.6m+} then"),
        ("some 10,000 people came", "some 10000 people came", "some [-10,000-]{+10000+} people came"),
        ("a café opened", "a cafe opened", "a [-café-]{+cafe+} opened"),
        (
            "The cat sat. The dog sat.",
            "The cat sat. The cow sat. The dog sat.",
            "The cat sat. {+The cow sat. +}The dog sat.",
        ),
        ("One, two, four.", "One, two, three, four.", "One, two, {+three, +}four."),
        ("the fleet sailed on", "the worst if the fleet sailed on", "{+the worst if +}the fleet sailed on"),
        (
            "It’s a task that the clerks did once in May.",
            "Choosing a leader is a task that the council did once in June.",
            "[-It’s-]{+Choosing a leader is+} a task that the [-clerks-]{+council+} did once in [-May-]{+June+}.",
        ),
        (
            "They met to agree the terms of a lasting peace for the region.",
            "They met. Critics of the plan called it a sham for the region.",
            "They met[- to agree the terms of a lasting peace-]{+. Critics of the plan called it a sham+} "
            "for the region.",
        ),
    ],
)
def test_edits(old: str, new: str, expected: str) -> None:
    assert marked([old], [new]) == expected


def test_a_split_shows_the_proofreaders_mark() -> None:
    first, second = "The first sentence stands here.", "The second one follows it closely."
    assert marked([f"{first} {second}"], [first, second]) == f"{first}[- -]{{+ ¶ +}}{second}"
    assert marked([first, second], [f"{first} {second}"]) == f"{first}[- ¶ -]{{+ +}}{second}"


def test_each_side_has_its_blocks_whole() -> None:
    first, second = "The first sentence stands here.", "The second one follows it closely."
    diff = compare(text(f"{first} {second}"), text(first, second.replace("closely", "soon")))
    row = diff.rows[0]
    assert side(diff, row, "old") == (
        (
            ("equal", f"{first} The second one follows it "),
            ("delete", "closely"),
            ("equal", "."),
        ),
    )
    assert side(diff, row, "new") == (
        (("equal", first),),
        (("equal", "The second one follows it "), ("insert", "soon"), ("equal", ".")),
    )


@pytest.mark.parametrize(
    ("old", "first", "second", "removed"),
    [
        ("It rained. Then came snow", "It rained. It blew.", "Then came snow", []),
        ("It rained and then came a lot of snow", "It rained", "and then came a lot of snow", []),
        (
            "It rained. They dropped the long term plan",
            "It rained.",
            "They dropped the long-term plan",
            [" "],
        ),
        ("It rained. They dropped  the plan", "It rained.", "They dropped the plan", ["  "]),
    ],
)
def test_only_the_blank_at_which_a_block_was_split_is_left_unmarked(
    old: str, first: str, second: str, removed: list[str]
) -> None:
    diff = compare(text(old), text(first, second))
    (before,) = side(diff, diff.rows[0], "old")
    assert [piece.text for piece in before if piece.op == "delete"] == removed


def test_words_are_counted_over_headline_byline_and_body() -> None:
    diff = compare(
        text("Stays as it is here.", "This goes away.", headline="Fire in port", byline="By Ann Lee"),
        text("Stays as it is there.", headline="Big fire in port", byline="By Ann Lee"),
    )
    assert (diff.words_removed, diff.words_added) == (1 + 1 + 3, 2 + 1)


def test_the_excerpt_shows_the_weightiest_edit() -> None:
    filler = "and so the long day wore on without news " * 6
    old = text(
        "A new line about a dog.", f"{filler}until 12 people were named {filler}", "It rained all day."
    )
    new = text(
        "A new line about a cat.", f"{filler}until 14 people were named {filler}", "It rained all night."
    )
    pieces = excerpt(compare(old, new))
    assert ("delete", "12") in pieces
    assert ("insert", "14") in pieces
    assert pieces[0].op == pieces[-1].op == "equal"
    assert pieces[0].text.startswith("…")
    assert pieces[-1].text.endswith("…")
    assert sum(len(piece.text) for piece in pieces) <= 240


def test_the_excerpt_of_a_split_or_a_merge_shows_its_mark() -> None:
    first, second = "The first sentence stands here.", "The second one follows it closely."
    one, two = text(f"{first} {second}"), text(first, second)
    assert ("insert", " ¶ ") in excerpt(compare(one, two))
    assert ("delete", " ¶ ") in excerpt(compare(two, one))


def test_the_excerpt_leaves_room_for_what_replaced_a_long_deletion() -> None:
    kept = "until the last of the witnesses had been heard and the court rose for the day, " * 5
    told = " ".join(f"claim {number} was read out in full" for number in range(12))
    pieces = excerpt(compare(text(f"He sat while {told} {kept}"), text(f"He sat silently {kept}")))
    assert ("insert", "silently") in pieces


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            text("Same.", headline="Fire"),
            text("Same.", headline="Flood"),
            (("delete", "Fire"), ("insert", "Flood")),
        ),
        (text("Same.", headline="Fire"), text("Same.", headline="Fire"), ()),
        (text("Same.", byline="Ann"), text("Same.", byline="Bob"), ()),
        (text("Same."), text("Same.", "Came later."), (("insert", "Came later."),)),
    ],
)
def test_excerpts_without_an_edited_passage(old: object, new: object, expected: object) -> None:
    assert excerpt(compare(old, new)) == expected
