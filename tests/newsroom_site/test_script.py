"""The script: replayable by its seed, every kind of edit in it, and each one what its name says."""

import random
import re
from collections import Counter
from itertools import pairwise

import pytest

from tests.newsroom.edits import EDITS, Text, shown
from tests.newsroom.manuscripts import Manuscript, read_manuscripts
from tests.newsroom.outlets import OUTLETS
from tests.newsroom.script import HAPPENINGS, State, Story, write_script

KEYS = [outlet.key for outlet in OUTLETS]
SEEDS = range(20)
BACK = {"taken down": "put back", "slow": "quick again", "failing": "recovered"}


def turns(kind: str) -> list[tuple[State, State]]:
    """Every state of this kind with the one before it, over outlets and seeds."""
    stories = [story for key in KEYS for seed in SEEDS for story in write_script(key, seed)]
    return [pair for story in stories for pair in pairwise(story.states) if pair[1].kind == kind]


def texts(kind: str) -> list[tuple[Text, Text]]:
    return [(before.text, after.text) for before, after in turns(kind) if before.text and after.text]


@pytest.mark.parametrize("outlet", KEYS)
def test_the_seed_alone_decides(outlet: str) -> None:
    assert write_script(outlet, 1) == write_script(outlet, 1)
    assert write_script(outlet, 1) != write_script(outlet, 2)


@pytest.mark.parametrize("outlet", KEYS)
@pytest.mark.parametrize("seed", SEEDS)
def test_everything_happens_at_every_outlet(outlet: str, seed: int) -> None:
    stories = write_script(outlet, seed)
    kinds = {state.kind for story in stories for state in story.states}
    assert kinds == {"published", *EDITS, *HAPPENINGS, *BACK.values()}
    for story in stories:
        times = [state.at for state in story.states]
        assert times == sorted(set(times))


def test_the_state_at_a_time_is_the_last_one_begun() -> None:
    [story, *_] = write_script("post", 1)
    first, second, *_ = story.states
    assert story.at(first.at - (second.at - first.at)) is None
    assert story.at(first.at) == story.at((first.at + second.at) / 2) == first
    assert story.at(second.at) == second


@pytest.mark.parametrize(
    ("kind", "differs"), [("word", r"\w+"), ("number", r"[\w.,]+"), ("quotation", r"[^«»“”]+")]
)
def test_a_choice_is_changed_within_one_paragraph(kind: str, differs: str) -> None:
    for old, new in texts(kind):
        assert (old.headline, len(old.paragraphs)) == (new.headline, len(new.paragraphs))
        [(before, after)] = [
            pair for pair in zip(old.paragraphs, new.paragraphs, strict=True) if pair[0] != pair[1]
        ]
        if kind == "quotation":
            assert re.sub("[“«].*[”»]", "", before) == re.sub("[“«].*[”»]", "", after)


def test_a_headline_is_changed_alone() -> None:
    for old, new in texts("headline"):
        assert old.headline != new.headline
        assert old.paragraphs == new.paragraphs


def test_a_correction_is_appended() -> None:
    notes = {key: read_manuscripts(key)[0][0].notes for key in KEYS}
    for old, new in texts("correction"):
        assert new.paragraphs[:-1] == old.paragraphs
        assert any(new.paragraphs[-1] in known for known in notes.values())


def test_paragraphs_are_added_removed_moved_and_split() -> None:
    for old, new in texts("paragraph added"):
        assert len(Counter(new.paragraphs) - Counter(old.paragraphs)) == 1
        assert not Counter(old.paragraphs) - Counter(new.paragraphs)
    for old, new in texts("paragraph removed"):
        assert len(Counter(old.paragraphs) - Counter(new.paragraphs)) == 1
        assert not Counter(new.paragraphs) - Counter(old.paragraphs)
    for old, new in texts("paragraph moved"):
        assert old.paragraphs != new.paragraphs
        assert sorted(old.paragraphs) == sorted(new.paragraphs)
    for old, new in texts("paragraph split"):
        assert len(new.paragraphs) == len(old.paragraphs) + 1
        assert "".join("".join(old.paragraphs).split()) == "".join("".join(new.paragraphs).split())


def test_a_revert_brings_back_an_earlier_text() -> None:
    for key in KEYS:
        for story in write_script(key, 3):
            for number, state in enumerate(story.states):
                if state.kind == "revert":
                    assert state.text != story.states[number - 1].text
                    assert state.text in [earlier.text for earlier in story.states[:number]]


def test_what_is_taken_down_or_fails_comes_back_as_it_was() -> None:
    for key in KEYS:
        for story in write_script(key, 3):
            for before, trouble, after in _troubles(story):
                assert after.kind == BACK[trouble.kind]
                assert (after.text, after.status, after.path) == (before.text, 200, before.path)
                told = {"taken down": {404, 410}, "failing": {500}, "slow": {200}}
                assert trouble.status in told[trouble.kind]


def _troubles(story: Story) -> list[tuple[State, State, State]]:
    three = zip(story.states, story.states[1:], story.states[2:], strict=False)
    return [states for states in three if states[1].kind in BACK]


def test_a_redirected_story_keeps_its_text() -> None:
    found = turns("redirected")
    assert found
    for before, after in found:
        assert before.path != after.path
        assert before.text == after.text


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_without_occasion_is_none_or_still_an_edit(kind: str) -> None:
    bare = Manuscript("bare", "Nobody", ("One", "Two"), ("A.", "B.", "C."), (), ())
    edited = EDITS[kind](bare, random.Random(1))
    assert edited is None or shown(edited) != shown(bare)
