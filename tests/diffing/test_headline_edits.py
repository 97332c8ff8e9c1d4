"""What is done to a headline."""

import pytest

from articles.diffing import assess, compare
from tests.diffing.texts import text


def test_a_headline_that_was_only_mended_has_not_changed() -> None:
    old, new = text("Same.", headline="Goverment to resign"), text("Same.", headline="Government to resign")
    significance = assess(compare(old, new))
    assert (significance.kinds, significance.minor) == (("typo",), True)
    assert significance.summary == "1 spelling changed"


def test_capitals_of_a_headline_are_no_names() -> None:
    old, new = text(headline="Storm Closes Roads"), text(headline="Storm Closes Schools")
    assert assess(compare(old, new)).kinds == ("headline",)
    assert assess(compare(old, text(headline="Storm Closes Pittsburgh"))).kinds == ("headline", "name")


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("PM 'lied to MPs'", "PM lied to MPs", ("headline", "quotation", "format")),
        ("Mayor guilty?", "Mayor guilty", ("headline",)),
        ("Mayor guilty", "Mayor guilty.", ("format",)),
        ("Storm Closes Roads", "Roads Closes Storm", ("headline",)),
    ],
)
def test_marks_of_a_headline_say_how_far_it_is_meant(old: str, new: str, kinds: tuple[str, ...]) -> None:
    assert assess(compare(text(headline=old), text(headline=new))).kinds == kinds
