"""Sequences of sightings, and which of them are states of the story."""

import itertools
from collections.abc import Iterable

import pytest

from articles.text import ArticleText, Block
from articles.versioning import Furniture, Held, judge, without_furniture
from articles.versioning.furniture import Protection

LINES = {
    "a": "The port of Saltmere will be sold in the spring, the council said.",
    "b": "The harbour master refused to name a price for the quays.",
    "B": "The harbour master refused to name any price for the old quays.",
    "c": "Fishermen fear for their berths along the northern wall.",
    "C": "Fishermen no longer fear for their berths along the northern wall.",
    "d": "Gulls were seen leaving the tower before dawn on Monday.",
    "e": "A second bidder withdrew last week without giving reasons.",
    "f": "Trains to the coast were full through the whole of the afternoon.",
    "n": "Correction: an earlier version of this story misspelt the harbour master's name.",
    "1": "Subscribe now and save on every second issue.",
    "2": "Holidays by the lake, with breakfast and a boat.",
    "3": "Our podcast tells what the tide brings in.",
    "4": "Win two seats for the regatta this summer.",
    "7": "This page was opened 1007 times",
    "8": "This page was opened 1008 times",
    "9": "This page was opened 1009 times",
    "0": "This page was opened 1010 times",
}
PROMO, COUNTER = "1234", "7890"


def page(lines: str, headline: str = "Port for sale", *, marked: bool = True) -> ArticleText:
    """A text of these lines; promotions and counters stand in places of their own, if they are marked."""
    places = dict.fromkeys(PROMO, "div > p.promo") | dict.fromkeys(COUNTER, "div > p.count")
    blocks = tuple(
        Block("paragraph", LINES[line], places.get(line, "div > p") if marked else "p") for line in lines
    )
    correction = LINES["n"] if "n" in lines else ""
    return ArticleText(headline=headline, blocks=blocks, correction=correction)


def told(pages: Iterable[ArticleText]) -> list[ArticleText]:
    """The states of the story that these sightings, one fetch each, come to."""
    first, *others = pages
    states, held, furniture = [first], list[Held](), Furniture()
    for text in others:
        current, *known = (
            without_furniture(one, furniture)[0] for one in (states[-1], *(h.text for h in held))
        )
        seen, _ = without_furniture(text, furniture)
        judged = judge(
            current,
            [Held(t, h.sightings) for t, h in zip(known, held, strict=True)],
            seen,
            not furniture.lines,
        )
        furniture |= Furniture.of((sign.kind, sign.key) for sign in judged.signs)
        states += [held[number].text for number in judged.accepted]
        if judged.sighting == "again":
            held[-1] = Held(held[-1].text, held[-1].sightings + 1)
        held = [one for number, one in enumerate(held) if number not in (*judged.accepted, *judged.dropped)]
        if judged.sighting == "certain":
            states.append(text)
        elif judged.sighting == "new":
            held.append(Held(text))
    return states


def shown(states: Iterable[ArticleText]) -> list[str]:
    letters = {text: letter for letter, text in LINES.items()}
    return ["".join(letters[block.text] for block in state.blocks) for state in states]


@pytest.mark.parametrize(
    ("sightings", "states"),
    [
        pytest.param("abc abc abc", "abc", id="nothing happens"),
        pytest.param("abc aBc", "abc", id="seen once: held"),
        pytest.param("abc aBc aBc", "abc aBc", id="an edit that stays"),
        pytest.param("abc abcn abcn", "abc abcn", id="a correction note"),
        pytest.param("abc acb acb", "abc acb", id="a paragraph moved"),
        pytest.param("abc ac ac abc abc", "abc ac abc", id="removed and put back"),
        pytest.param(
            "abc abdc abdce abdce", "abc abdc abdce", id="a later text keeps what the one before changed"
        ),
        pytest.param("abc aBc aBC aBC", "abc aBc aBC", id="two edits, each seen once at first"),
        pytest.param("abc aBc abc abc", "abc aBc abc", id="taken back between two fetches"),
        pytest.param("abc ac abc abc", "abc ac abc", id="a paragraph out and in again"),
        pytest.param("abcn abc abcn abcn", "abcn abc abcn", id="a correction note out and in again"),
        pytest.param("cab dcab edcab fedcab", "cab dcab edcab", id="a live blog grows at its top"),
        pytest.param("abc aec aec aec", "abc", id="another paragraph instead: seen thrice is not enough"),
        pytest.param("abc aec aec aec aec", "abc aec", id="another paragraph instead, four times"),
    ],
)
def test_states_are_told_in_their_order(sightings: str, states: str) -> None:
    assert shown(told(map(page, sightings.split()))) == states.split()


@pytest.mark.parametrize("marked", [True, False], ids=["in a place of its own", "like any paragraph"])
@pytest.mark.parametrize(
    "sightings",
    [
        pytest.param("ab1c ab2c ab3c ab1c ab4c ab2c ab3c", id="a rotating promotion"),
        pytest.param("ab1c ab2c ab1c ab2c ab1c ab2c", id="two that alternate"),
        pytest.param("abc ab1c abc ab1c abc ab1c abc", id="one that comes and goes"),
        pytest.param("ab7c ab8c ab9c ab0c", id="a counter"),
    ],
)
def test_what_comes_and_goes_by_itself_is_no_state(sightings: str, marked: bool) -> None:
    pages = [page(lines, marked=marked) for lines in sightings.split()]
    assert len(told(pages)) == 1


@pytest.mark.parametrize("marked", [True, False], ids=["in a place of its own", "like any paragraph"])
def test_an_edit_is_told_through_a_rotating_promotion(marked: bool) -> None:
    sightings = ["ab1c", "ab2c", "ab3c", "ab2c", "aB1c", "aB4c", "aB3c"]
    states = told(page(lines, marked=marked) for lines in sightings)
    assert [line.strip("1234") for line in shown(states)] == ["ab1c", "aB1c"]


def test_a_headline_that_alternates_is_a_state_at_its_second_sight() -> None:
    """What goes on alternating then is told by the transitions, as flapping."""
    old, new = page("abc", "Port for sale"), page("abc", "Who wants a port?")
    assert told([old, new, old]) == [old]
    assert told([old, new, old, new]) == [old, new]
    assert told([old, new, old, old]) == [old, new, old]


def test_many_edits_at_once_need_no_second_sight() -> None:
    old = page("abcdef")
    words = "although nobody at the quay had expected that it would ever come to this"
    blocks = tuple(Block(b.kind, f"{b.text} {words} {n}", b.place) for n, b in enumerate(old.blocks))
    new = ArticleText(old.headline, blocks[:4] + old.blocks[4:])
    assert told([old, new]) == [old, new]


STORY = (
    LINES["a"],
    "The quays, built in 2025, cost 45 million, and 20 berths were lost.",
    LINES["b"],
    LINES["c"],
)


def dressed(
    noise: str, *, story: tuple[str, ...] = STORY, place: str = "div > p.promo", byline: str = ""
) -> ArticleText:
    """The story with a line of noise, if there is any, in its midst."""
    blocks = [Block("paragraph", line, "div > p") for line in story]
    if noise:
        blocks.insert(2, Block("paragraph", noise, place))
    return ArticleText("Port for sale", tuple(blocks), byline=byline)


EDITED = (*STORY[:3], LINES["C"])
PRICES = [
    f"{what} Now {price} crowns a month."
    for what, price in zip(["Subscribe!", "Read!", "Hear!", "Win!"], (20, 45, 25, 20), strict=True)
]


@pytest.mark.parametrize("place", ["div > p.promo", "div > p"])
@pytest.mark.parametrize(
    "noises",
    [
        pytest.param(PRICES * 4, id="promotions with prices like the story's figures"),
        pytest.param([f"This story was read {1007 + n} times" for n in range(16)], id="a counter"),
        pytest.param(
            ["", "", *(f"This story was read {7 + n} times" for n in range(14))],
            id="a counter that came later",
        ),
    ],
)
def test_an_edit_is_told_through_noise_that_differs_at_every_fetch(noises: list[str], place: str) -> None:
    pages = [
        dressed(noise, story=EDITED if n >= 10 else STORY, place=place) for n, noise in enumerate(noises)
    ]
    states = [
        [block.text for block in state.blocks if block.text in (*STORY, *EDITED)] for state in told(pages)
    ]
    assert states == [list(STORY), list(EDITED)]


def test_what_stays_is_told_although_something_else_never_rests() -> None:
    """A byline is no furniture: each page has another one."""
    pages = [dressed("", byline=f"By Ada Quill, seen by {n} readers") for n in range(6)]
    pages += [dressed("", story=EDITED, byline=f"By Ada Quill, seen by {n} readers") for n in range(6, 20)]
    states = [[block.text for block in state.blocks] for state in told(pages)]
    assert states[-1] == list(EDITED)
    assert [state for state, _ in itertools.groupby(states)] == [list(STORY), list(EDITED)]


@pytest.mark.parametrize(
    ("line", "protected"),
    [
        ("It cost 45 million, said a spokesman.", True),
        ("It cost 45 crowns, said a spokesman.", False),
        ("In 2025 all was well.", False),
        ("The tide rose by 4.5 metres.", False),
    ],
)
def test_only_the_story_s_own_figures_protect_a_line(line: str, protected: bool) -> None:
    text = dressed(line)
    assert Protection(text)(text.blocks[2]) is protected
