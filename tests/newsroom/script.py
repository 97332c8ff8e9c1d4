"""What happens in the town, and when: each story's states, told by the seed alone."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from .edits import EDITS, Text, shown
from .manuscripts import Manuscript, read_manuscripts

HAPPENINGS = ("revert", "redirected", "taken down", "slow", "failing")
"""What happens besides edits; the last three end again (put back, quick again, recovered)."""

FIRST_STORIES, BETWEEN_STORIES = 3, timedelta(minutes=150)
EDITS_PER_STORY, HAPPENINGS_PER_STORY = 7, 3
SLOWER = 1.2
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class State:
    """How a story's page is from the virtual time `at` on, and which kind of act made it so.

    `text` is None while the page answers an error (`status`); `path` is where it is, and answers a redirect at the
    story's earlier paths.
    """

    at: timedelta
    kind: str
    text: Text | None
    path: str
    status: int = 200
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """`headline` is the one of its first text."""

    outlet: str
    slug: str
    headline: str
    states: tuple[State, ...]

    @property
    def path(self) -> str:
        """Where it was published; feeds never name another."""
        return self.states[0].path

    @property
    def published(self) -> timedelta:
        return self.states[0].at

    def at(self, time: timedelta) -> State | None:
        """The state at a virtual time; None before it is published."""
        return next((state for state in reversed(self.states) if state.at <= time), None)

    def was_at(self, path: str, time: timedelta) -> bool:
        """Whether it was found at this path at some time until `time`."""
        return any(state.path == path for state in self.states if state.at <= time)


def write_script(outlet: str, seed: int) -> tuple[Story, ...]:
    """An outlet's stories, in the order of their publishing. Pure: the same seed gives the same stories.

    Edits and happenings are dealt in turn, so that each kind occurs at an outlet of five stories.
    """
    random = Random(f"{seed}/{outlet}")
    edits, happenings = _shuffled(EDITS, random), _shuffled(HAPPENINGS, random)
    stories = []
    for number, manuscript in enumerate(read_manuscripts(outlet)[0]):
        acts = _acts(
            _dealt(edits, number, EDITS_PER_STORY), _dealt(happenings, number, HAPPENINGS_PER_STORY), random
        )
        states = tuple(_Desk(manuscript, _published(number, random), random).work(acts))
        stories.append(Story(outlet, manuscript.slug, manuscript.headlines[0], states))
    return tuple(stories)


def _published(number: int, random: Random) -> timedelta:
    """The first stories stand when the town opens, at 0."""
    later = max(0, number - FIRST_STORIES + 1) * BETWEEN_STORIES
    return later - random.randint(1, 15) * _MINUTE


def _shuffled(names: Any, random: Random) -> list[str]:
    return random.sample(list(names), len(names))


def _dealt(deck: list[str], hand: int, size: int) -> list[str]:
    return [deck[place % len(deck)] for place in range(hand * size, (hand + 1) * size)]


def _acts(edits: list[str], happenings: list[str], random: Random) -> list[str]:
    """All of them, an edit first: it is what a revert takes back."""
    first, *others = edits
    return [first, *_shuffled([*others, *happenings], random)]


class _Desk:
    """Works on one story, act by act."""

    def __init__(self, manuscript: Manuscript, published: timedelta, random: Random) -> None:
        self._drafts = [manuscript]
        self._random = random
        self._wait = 20.0
        path = f"/news/{manuscript.slug}"
        self._state = State(published, "published", shown(manuscript), path)

    def work(self, acts: list[str]) -> Iterator[State]:
        yield self._state
        for act in acts:
            for state in self._edit(act) if act in EDITS else self._happening(act):
                self._state = state
                yield state

    def _edit(self, kind: str) -> Iterator[State]:
        draft = EDITS[kind](self._drafts[-1], self._random)
        if draft is not None:
            self._drafts.append(draft)
            yield self._next(kind, text=shown(draft))

    def _happening(self, kind: str) -> Iterator[State]:
        standing = self._state
        match kind:
            case "revert":
                self._drafts.append(self._drafts[-2])
                yield self._next(kind, text=shown(self._drafts[-1]))
            case "redirected":
                yield self._next(kind, path=standing.path.replace("/news/", "/archive/"))
            case "slow":
                yield self._next(kind, slow=True)
                yield self._next("quick again", slow=False)
            case "failing":
                yield self._next(kind, text=None, status=500)
                yield self._next("recovered", text=standing.text, status=200)
            case "taken down":
                yield self._next(kind, text=None, status=self._random.choice((404, 410)))
                yield self._next("put back", text=standing.text, status=200)

    def _next(self, kind: str, **fields: Any) -> State:
        """The present state with other fields, after a while that grows as the story grows old."""
        wait = self._wait * self._random.uniform(0.6, 1.4)
        self._wait *= SLOWER
        return replace(self._state, at=self._state.at + round(wait) * _MINUTE, kind=kind, **fields)
