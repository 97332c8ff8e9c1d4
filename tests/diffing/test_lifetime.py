"""The life of an article: what was born when, what died, and where its ghosts stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.diffing.lifetime import Lifetime, dump_lifetime, load_lifetime
from articles.diffing.sentences import sentences
from articles.text import ArticleText, Block


def text(*paragraphs):
    return ArticleText("Tide", tuple(Block("paragraph", paragraph) for paragraph in paragraphs))


def lived(*texts):
    life = Lifetime()
    for number, one in enumerate(texts):
        life = life.then(one, number, number)
    return life


def told(life):
    return [(one.text, [tuple(span) for span in one.spans]) for one in life.sentences]


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("He said: “It is over.” She left.", ["He said: “It is over.”", "She left."]),
        (
            "Mr. Smith met J. Doe of the U.S. Navy at 3.5 knots.",
            ["Mr. Smith met J. Doe of the U.S. Navy at 3.5 knots."],
        ),
        ("It costs 3.50. 12 people paid.", ["It costs 3.50.", "12 people paid."]),
        ("港口出售。价格未定。", ["港口出售。", "价格未定。"]),
        ("وصلت السفينة. هل عادت؟ نعم.", ["وصلت السفينة.", "هل عادت؟", "نعم."]),
        ("", []),
    ],
)
def test_sentences(block, parts):
    assert list(sentences(block)) == parts


def test_a_sentence_is_born_dies_and_comes_back():
    life = lived(text("One. Two. Three."), text("One. Three."), text("One. Two. Three. Four."))
    assert told(life) == [
        ("One.", [(0, None)]),
        ("Two.", [(0, 1), (2, None)]),
        ("Three.", [(0, None)]),
        ("Four.", [(2, None)]),
    ]
    assert life.states == ((0, 0), (1, 1), (2, 2))


def test_an_edited_sentence_stands_behind_its_ghost():
    life = lived(text("One. The price is 3. Three."), text("One. The price is 4. Three."))
    assert told(life) == [
        ("One.", [(0, None)]),
        ("The price is 3.", [(0, 1)]),
        ("The price is 4.", [(1, None)]),
        ("Three.", [(0, None)]),
    ]


def test_what_moves_lives_on_and_leaves_no_ghost():
    life = lived(text("One.", "Two.", "Three."), text("Two.", "Three.", "One."))
    assert told(life) == [("Two.", [(0, None)]), ("Three.", [(0, None)]), ("One.", [(0, None)])]


def test_a_text_of_too_many_sentences_to_put_in_order_lives_on_too():
    said = [f"Line {number}." for number in range(25_000)]
    life = lived(text(*said), text(*reversed(said)))
    assert [one.spans for one in life.sentences] == [((0, None),)] * len(said)


def test_paragraphs_are_told_by_where_sentences_start():
    life = lived(text("One. Two.", "Three."), text("One.", "Two.", "Three."))
    assert [one.starts for one in life.sentences] == [True, True, True]


@given(
    st.lists(
        st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four."]), max_size=6), min_size=1, max_size=6
    )
)
def test_the_living_are_the_latest_text_and_each_state_can_be_told_again(stories):
    texts = [text(*story) for story in stories]
    life = lived(*texts)
    assert [one.text for one in life.sentences if one.is_alive] == stories[-1]
    for state, story in enumerate(stories):
        stood = [
            one.text
            for one in life.sentences
            if any(span.born <= state and (span.died is None or span.died > state) for span in one.spans)
        ]
        assert sorted(stood) == sorted(story)
    assert load_lifetime(dump_lifetime(life)) == life


@given(st.text(max_size=200))
def test_no_character_is_lost_between_sentences(block):
    assert "".join("".join(sentences(block)).split()) == "".join(block.split())
