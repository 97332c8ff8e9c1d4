"""The benchmark over the town's days, for a shorter span; and that its judge finds what is wrong."""

import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.benchmarks.newsroom import HEADS, measure, table
from tests.conftest import ROOT
from tests.newsroom import Town
from tests.newsroom.edits import Text
from tests.newsroom.judging import BACK, REMOVED, History, Seen, Step, Told, judge, judge_town, what_was_seen
from tests.newsroom.script import State, Story
from tests.newsroom.town import Request

from .conftest import Watch

SEED, SPAN = 1, timedelta(hours=12)
FEWEST_STATES = 100

A = Text("Port to be sold", "Ola Fenwick", ("The port will be sold.", "The minister gave no price."))
B = Text("Port to be sold", "Ola Fenwick", ("The port will be sold.", "The price is 41 million."))
C = Text("Port not to be sold", "Ola Fenwick", ("The port stays.", "The price is 41 million."))
LOST = Text("Port to be sold", "Ola Fenwick", ("The port will be sold.",))
MIXED = Text("Port not to be sold", "Ola Fenwick", ("The port will be sold.", "The price is 41 million."))
TURNED = Text("Port to be sold", "Ola Fenwick", tuple(reversed(A.paragraphs)))
PROMOTED = Text("Port to be sold", "Ola Fenwick", (*B.paragraphs, "Read our newsletter."))
BYLINED = Text("Port to be sold", "By Ola Fenwick", B.paragraphs)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("noise", [0, 1, 2])
def test_what_is_stored_is_what_the_requests_could_see(noise: int) -> None:
    measured = measure(SEED, noise, SPAN)
    told = dict(zip(HEADS, measured.row(), strict=True))
    wrong = "\n".join(measured.wrongs())
    assert not wrong, f"{told}\n{wrong}"
    assert told["stored"] == told["seen"] > FEWEST_STATES
    assert told["fetches"] > told["checks"] > told["stored"]


def test_the_benchmark_runs_by_itself() -> None:
    left_out = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.newsroom", "--days", "0.03", "--noise", "0", "--markdown"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in left_out},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    heads, line, level = done.stdout.splitlines()
    assert tuple(head.strip() for head in heads.strip("|").split("|")) == HEADS
    assert line.count(":") == level.count("|") - 1 == len(HEADS)


def test_a_table_stands_in_columns() -> None:
    rows = [(0, 1640, *[7] * (len(HEADS) - 2))]
    plain, marked = table(rows, markdown=False).splitlines(), table(rows, markdown=True).splitlines()
    assert plain[0].index("checks") + len("checks") == plain[1].index("1640") + len("1640")
    assert {len(line) for line in marked} == {len(marked[0])}


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


STORY = Story(
    "post",
    "port",
    A.headline,
    (
        State(hours(-1), "published", A, "/news/port"),
        State(hours(2), "word", B, "/news/port"),
        State(hours(3), "failing", None, "/news/port", 500),
        State(hours(4), "recovered", B, "/news/port"),
        State(hours(5), "taken down", None, "/news/port", 410),
        State(hours(6), "put back", B, "/news/port"),
        State(hours(7), "redirected", B, "/archive/port"),
        State(hours(8), "headline", C, "/archive/port"),
        State(hours(9), "revert", B, "/archive/port"),
    ),
)
STEPS: list[tuple[float, Step]] = [(0, A), (2.5, B), (5.5, REMOVED), (6.5, BACK), (8.5, C), (9.5, B)]
SEEN = [Seen(step, hours(at), "") for at, step in STEPS]


def told(steps: Sequence[tuple[float, Step]]) -> History:
    versions = list(dict.fromkeys(step for _, step in steps if isinstance(step, Text)))
    return History(versions, [Told(step, hours(at), f"step {n}") for n, (at, step) in enumerate(steps)])


def without(place: int) -> list[tuple[float, Step]]:
    return [*STEPS[:place], *STEPS[place + 1 :]]


def instead(place: int, *steps: tuple[float, Step]) -> list[tuple[float, Step]]:
    return [*STEPS[:place], *steps, *STEPS[place + 1 :]]


DOCTORED = {
    "true": (STEPS, []),
    "nothing": ([], ["missed"] * 6),
    "first": (without(0), ["missed"]),
    "edit": (without(4), ["missed"]),
    "return": (without(5), ["missed"]),
    "removal": (without(2), ["missed"]),
    "its end": (without(3), ["missed"]),
    "promotion": (instead(1, (2.5, PROMOTED)), ["missed", "spurious"]),
    "promotion later": (instead(1, STEPS[1], (2.6, PROMOTED)), ["spurious"]),
    "byline": (instead(1, (2.5, BYLINED)), ["missed", "spurious"]),
    "paragraph lost": (instead(1, STEPS[1], (2.6, LOST)), ["garbled"]),
    "states mixed": (instead(4, (8.4, MIXED), STEPS[4]), ["garbled"]),
    "paragraphs turned": (instead(0, (0, TURNED)), ["garbled", "missed"]),
    "order": ([STEPS[0], STEPS[4], *STEPS[1:4], STEPS[5]], ["out of order"]),
    "change twice": (instead(1, STEPS[1], STEPS[1]), ["doubled"]),
    "old text again": (instead(1, STEPS[1], (2.6, A), (2.7, B)), ["doubled", "doubled"]),
    "removal that was not": (instead(4, STEPS[4], (8.6, REMOVED), (8.7, BACK)), ["doubled", "doubled"]),
    "late": (instead(4, (8.7, C)), ["misdated"]),
}


@pytest.mark.parametrize("doctored", DOCTORED)
def test_a_doctored_history_is_found_out(doctored: str) -> None:
    steps, kinds = DOCTORED[doctored]
    verdict = judge(STORY, SEEN, told(steps), hours(72))
    assert sorted(wrong.kind for wrong in verdict.wrong) == kinds
    lost = sum(kind in ("missed", "out of order") for kind in kinds)
    assert (verdict.seen, verdict.stored) == (len(STEPS), len(STEPS) - lost)


@pytest.mark.parametrize(("end", "seen"), [(9.9, 5), (10.1, 6)])
def test_what_was_seen_just_before_the_end_may_still_be_held(end: float, seen: int) -> None:
    verdict = judge(STORY, SEEN, told(STEPS[:5]), hours(end))
    assert (verdict.seen, len(verdict.wrong)) == (seen, seen - 5)
    assert judge(STORY, SEEN, told(STEPS), hours(end)).seen == 6


def test_a_miss_is_told_with_its_edit_and_how_long_it_stood() -> None:
    seen = what_was_seen(asked(8.2, 8.5, 9.5), STORY)
    [wrong] = judge(STORY, seen, told([(9.5, B)]), hours(72)).wrong
    assert (
        wrong.detail
        == "text of 2 paragraphs, 'Port not to be sold' (headline), seen 2 times from 8:12, stood for 1:00"
    )
    [strange, _] = judge(STORY, [], told([(0, PROMOTED), (1, LOST)]), hours(72)).wrong
    assert strange.detail == "version 0 is not the 'word' of 2:00: has 'Read our newsletter.'"


def asked(*at: float) -> Town:
    """A town of the one story after three days, asked for it at these hours."""
    watch = Watch()
    town = Town(1, 0, watch, 1)
    town.stories, town.urls = {"post": (STORY,)}, {"post": "http://127.0.0.1:1"}
    for time in map(hours, at):
        state = STORY.at(time)
        assert state is not None
        if state.path != STORY.path:
            town.log.append(Request(time, "post", STORY.path, 301))
        town.log.append(Request(time, "post", state.path, state.status))
    town.log.append(Request(hours(1), "courier", STORY.path, 200))
    watch.set(hours(72))
    return town


def test_the_steps_are_told_by_the_log() -> None:
    seen = what_was_seen(asked(0, 1, 2.5, 3.5, 4.5, 5.5, 5.6, 6.5, 7.5, 8.5, 9.5), STORY)
    assert [(step.at / hours(1), step.step) for step in seen] == STEPS
    assert [step.times for step in seen] == [2, 2, 2, 2, 1, 1]
    assert [step.kind for step in seen] == [
        "published",
        "word",
        "taken down",
        "put back",
        "headline",
        "revert",
    ]
    assert [step.stood and step.stood / hours(1) for step in seen] == [3, 3, 1, 2, 1, None]
    assert what_was_seen(asked(5.5, 5.6, 6.5), STORY) == [Seen(B, hours(6.5), "put back", hours(2))]
    assert [step.step for step in what_was_seen(asked(0, 5.5, 5.6, 6.5), STORY)] == [A, REMOVED, BACK, B]
    assert [step.step for step in what_was_seen(asked(0, 5.5, 6.5), STORY)] == [A, B]


def test_an_article_that_is_no_story_is_spurious_and_a_missing_one_missed() -> None:
    town = asked(0)
    [story, other] = judge_town(town, {"http://127.0.0.1:1/archive/port": told([(0, A)])})
    assert [wrong.kind for wrong in story.wrong] == ["missed"]
    assert [wrong.kind for wrong in other.wrong] == ["spurious"]
    [right] = judge_town(town, {"http://127.0.0.1:1/news/port": told([(0, A)])})
    assert (right.seen, right.stored, right.wrong) == (1, 1, ())
