"""What of a page is left out of its text."""

import pytest

from articles.extraction import EmptyText, SiteRules, extract, extract_and_remainder
from articles.extraction.remainder import LONGEST_LEFT_OUT, MOST_LEFT_OUT

URL = "https://post.example/1"
STORY = "The harbour is open again after three days of storm, and the ferries sail as they did before."
MORE = "So the harbour master said in the morning, and nobody who was asked on the quay disagreed."


def page(before: str = "", inside: str = "", after: str = "") -> bytes:
    return (
        f"<html><head><title>Harbour open</title></head><body><nav><a href=/>Front page</a></nav>{before}"
        f"<main><article><h1>Harbour open</h1><p>{STORY}</p>{inside}<p>{MORE}</p></article></main>{after}"
        "<footer><p>Post Publishing</p></footer></body></html>"
    ).encode()


def test_what_is_left_out_is_told_in_page_order_each_once() -> None:
    reading = extract_and_remainder(page(after="<aside><p>Read more</p><p>Read more</p></aside>"), URL)
    assert reading.text == extract(page(after="<aside><p>Read more</p><p>Read more</p></aside>"), URL)
    assert reading.left_out == ("Front page", "Read more", "Post Publishing")
    assert reading.left_out_count == 3


@pytest.mark.parametrize(
    "rules",
    [SiteRules(drop=("p.promo",)), SiteRules(boilerplate=("Subscribe now.*",))],
    ids=["drop", "boilerplate"],
)
def test_what_rules_take_out_is_left_out_too(rules: SiteRules) -> None:
    promo = "Subscribe now, and have the Post in your box each morning before you are up."
    reading = extract_and_remainder(page(inside=f"<p class=promo>{promo}</p>"), URL, rules)
    assert reading.left_out == ("Front page", promo, "Post Publishing")
    assert [block.text for block in reading.text.blocks] == [STORY, MORE]


def test_it_is_bounded() -> None:
    lines = "".join(f"<p>{number} {'x' * 500}</p>" for number in range(3 * MOST_LEFT_OUT))
    reading = extract_and_remainder(page(before=f"<aside>{lines}</aside>"), URL)
    assert len(reading.left_out) == MOST_LEFT_OUT
    assert max(map(len, reading.left_out)) == LONGEST_LEFT_OUT
    assert reading.left_out_count == 3 * MOST_LEFT_OUT + 2


def test_a_page_without_text_is_refused_as_ever() -> None:
    with pytest.raises(EmptyText):
        extract_and_remainder(b"<html><body><div id=root></div></body></html>", URL)
