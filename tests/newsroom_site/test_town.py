"""What the town serves: what the script says, over real HTTP."""

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
import requests

from articles.discovery import parse_feed
from articles.extraction import extract
from tests.conftest import ROOT
from tests.newsroom import Town
from tests.newsroom.edits import Text
from tests.newsroom.outlets import OUTLETS
from tests.newsroom.script import State, Story
from tests.newsroom.town import PATIENCE_TRIED

from .conftest import OpenTown, Watch

KEYS = [outlet.key for outlet in OUTLETS]


def get(town: Town, story: Story, **headers: str) -> requests.Response:
    url = town.urls[story.outlet] + story.path
    return requests.get(url, headers=headers, timeout=10, allow_redirects=False)


def first(town: Town, kind: str) -> tuple[Story, State]:
    """The first state of this kind, and its story."""
    stories = [story for stories in town.stories.values() for story in stories]
    return next((story, state) for story in stories for state in story.states if state.kind == kind)


def read(page: requests.Response) -> Text:
    text = extract(page.content, page.url, content_type=page.headers["Content-Type"])
    return Text(text.headline, text.byline, tuple(block.text for block in text.blocks))


@pytest.mark.parametrize("noise", [0, 1])
def test_a_page_reads_as_the_script_says(opened: OpenTown, watch: Watch, noise: int) -> None:
    with opened(noise=noise) as town:
        for stories in town.stories.values():
            for state in stories[0].states:
                watch.set(state.at)
                if state.text is not None:
                    url = town.urls[stories[0].outlet] + state.path
                    assert read(requests.get(url, timeout=10)) == state.text, state


@pytest.mark.parametrize("outlet", OUTLETS, ids=KEYS)
def test_the_feed_names_what_stands(opened: OpenTown, watch: Watch, outlet) -> None:
    watch.set(timedelta(hours=4))
    with opened() as town:
        url = town.urls[outlet.key]
        answer = requests.get(url + outlet.feed_path, timeout=10)
        feed = parse_feed(answer.content, url + outlet.feed_path, answer.headers["Content-Type"])
        standing = {
            url + story.path: state.text.headline
            for story in town.stories[outlet.key]
            if (state := story.at(town.now)) and state.text
        }
        assert feed.title == outlet.name
        assert {entry.url: entry.title for entry in feed.entries} == standing
        assert all(entry.published for entry in feed.entries)
        again = requests.get(
            url + outlet.feed_path, headers={"If-None-Match": answer.headers["ETag"]}, timeout=10
        )
        assert again.status_code == 304


def test_a_page_that_stands_is_answered_304(opened: OpenTown, watch: Watch) -> None:
    with opened() as town:
        story = town.stories["post"][0]
        page = get(town, story)
        etag, date = page.headers["ETag"], page.headers["Last-Modified"]
        assert get(town, story, **{"If-None-Match": etag}).status_code == 304
        assert get(town, story, **{"If-Modified-Since": date}).status_code == 304
        assert get(town, story, **{"If-None-Match": '"other"', "If-Modified-Since": date}).status_code == 200
        watch.set(story.states[1].at)
        assert get(town, story, **{"If-None-Match": etag}).status_code == 200
        assert [request.status for request in town.log] == [200, 304, 304, 200, 200]


class Closing(threading.Event):
    """The event that slow answers wait for, which notes how long each was ready to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.patience: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.patience.append(timeout)
        return super().wait(timeout)


def test_faults_redirects_and_slowness_are_served(opened: OpenTown, watch: Watch) -> None:
    with opened() as town:
        town._closing = closing = Closing()
        for kind in ("failing", "taken down", "slow"):
            story, state = first(town, kind)
            watch.set(state.at)
            answer = requests.get(town.urls[story.outlet] + state.path, timeout=10)
            assert answer.status_code == state.status
            assert closing.patience == ([PATIENCE_TRIED] if kind == "slow" else [])
        story, state = first(town, "redirected")
        watch.set(state.at - timedelta(minutes=1))
        there = town.urls[story.outlet] + state.path
        assert requests.get(there, timeout=10).status_code == 404
        watch.set(state.at)
        answer = get(town, story)
        assert (answer.status_code, answer.headers["Location"]) == (301, there)
        assert requests.get(there, timeout=10).status_code == 200


def test_the_log_tells_which_states_were_seen(opened: OpenTown, watch: Watch) -> None:
    with opened() as town:
        story = town.stories["mina"][0]
        for state in (story.states[0], story.states[2], story.states[2]):
            watch.set(max(state.at, timedelta(0)))
            requests.get(town.urls["mina"] + story.path, timeout=10)
        assert town.seen(story) == [story.at(timedelta(0)), story.states[2], story.states[2]]
        assert town.seen(town.stories["mina"][1]) == []


def test_the_truth_is_served_and_kept_from_robots(opened: OpenTown) -> None:
    with opened(seed=5) as town:
        truth = requests.get(f"{town.urls['courier']}/truth.json", timeout=10).json()
        robots = requests.get(f"{town.urls['courier']}/robots.txt", timeout=10).text
    assert (truth["seed"], truth["noise"], truth["now"]) == (5, 0, 0)
    told, story = truth["stories"][2], town.stories["courier"][2]
    assert told["path"] == story.path
    assert [state["kind"] for state in told["states"]] == [state.kind for state in story.states]
    assert [state["at"] for state in told["states"]] == [state.at.total_seconds() for state in story.states]
    assert told["states"][0]["text"]["paragraphs"] == list(story.states[0].text.paragraphs)
    assert "Disallow: /truth.json" in robots


@pytest.mark.parametrize("outlet", KEYS)
def test_noise_differs_by_request_and_is_no_part_of_the_truth(opened: OpenTown, outlet: str) -> None:
    pages = {}
    for noise in (0, 1, 2):
        with opened(noise=noise) as town:
            story = town.stories[outlet][0]
            pages[noise] = [get(town, story).text for _ in range(4)]
            truth = town.truth(next(known for known in OUTLETS if known.key == outlet))
            assert truth["stories"]
            if noise:
                assert "ETag" not in get(town, story).headers
        standing = story.at(timedelta(0))
        assert standing is not None
        assert standing.text is not None
        assert all(paragraph in page for page in pages[noise] for paragraph in standing.text.paragraphs)
    assert len(set(pages[0])) == 1
    assert len(set(pages[1])) == len(set(pages[2])) == 4
    assert all("1,002" in page[1] for page in (pages[1], pages[2]))
    assert "promo" not in pages[1][0]
    assert "promo" in pages[2][0]


def test_a_town_is_replayable_request_by_request(opened: OpenTown) -> None:
    told = []
    for _ in range(2):
        with opened(seed=3, noise=2) as town:
            pages = [get(town, town.stories["post"][0]).text for _ in range(3)]
            told.append([page.replace(town.urls["post"], "") for page in pages])
    assert told[0] == told[1]


def test_it_needs_the_standard_library_alone() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import tests.newsroom; "
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )
    known = {*sys.stdlib_module_names, "__main__", "tests"}
    assert {name for name in done.stdout.split() if name not in known} == set()
