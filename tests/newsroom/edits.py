"""What an editor does to a story: pure rewrites of its manuscript, one per kind of edit."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from .manuscripts import Manuscript

Edit = Callable[[Manuscript, Random], Manuscript | None]
"""None where the story gives no occasion for this edit."""

SPLIT = "¦"
FEWEST_PARAGRAPHS = 4
_CHOICE = re.compile(r"\[([wnq]):([^]|]*)((?:\|[^]|]*)*)\]")


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader sees of a story."""

    headline: str
    byline: str
    paragraphs: tuple[str, ...]


def shown(manuscript: Manuscript) -> Text:
    """The text of a manuscript: the first choices, and nothing that may be added later."""
    paragraphs = (_CHOICE.sub(r"\2", paragraph).replace(SPLIT, "") for paragraph in manuscript.paragraphs)
    return Text(manuscript.headlines[0], manuscript.byline, tuple(paragraphs))


def _choose_again(letter: str) -> Edit:
    def edit(story: Manuscript, random: Random) -> Manuscript | None:
        places = [
            (number, choice)
            for number, paragraph in enumerate(story.paragraphs)
            for choice in _CHOICE.finditer(paragraph)
            if choice[1] == letter
        ]
        if not places:
            return None
        number, choice = random.choice(places)
        first, *others = (choice[2] + choice[3]).split("|")
        chosen = f"[{letter}:{'|'.join([*others, first])}]"
        paragraph = story.paragraphs[number]
        return _with(story, number, paragraph[: choice.start()] + chosen + paragraph[choice.end() :])

    return edit


def _change_headline(story: Manuscript, _random: Random) -> Manuscript:
    first, *others = story.headlines
    return replace(story, headlines=(*others, first))


def _add_correction(story: Manuscript, _random: Random) -> Manuscript | None:
    if not story.notes:
        return None
    note, *notes = story.notes
    return replace(story, paragraphs=(*story.paragraphs, note), notes=tuple(notes))


def _add(story: Manuscript, random: Random) -> Manuscript | None:
    if not story.later:
        return None
    added, *later = story.later
    place = random.randint(1, len(story.paragraphs) - 1)
    paragraphs = (*story.paragraphs[:place], added, *story.paragraphs[place:])
    return replace(story, paragraphs=paragraphs, later=tuple(later))


def _remove(story: Manuscript, random: Random) -> Manuscript | None:
    if len(story.paragraphs) <= FEWEST_PARAGRAPHS:
        return None
    place = random.randrange(1, len(story.paragraphs))
    return _with(story, place)


def _move(story: Manuscript, random: Random) -> Manuscript:
    start, end = random.sample(range(1, len(story.paragraphs)), 2)
    moved = list(story.paragraphs)
    moved.insert(end, moved.pop(start))
    return replace(story, paragraphs=tuple(moved))


def _split(story: Manuscript, random: Random) -> Manuscript | None:
    places = [number for number, paragraph in enumerate(story.paragraphs) if SPLIT in paragraph]
    if not places:
        return None
    place = random.choice(places)
    first, second = story.paragraphs[place].split(SPLIT, 1)
    return _with(story, place, first.rstrip(), second)


def _with(story: Manuscript, place: int, *instead: str) -> Manuscript:
    """The manuscript with these paragraphs instead of the one at `place`."""
    paragraphs = (*story.paragraphs[:place], *instead, *story.paragraphs[place + 1 :])
    return replace(story, paragraphs=paragraphs)


EDITS: dict[str, Edit] = {
    "word": _choose_again("w"),
    "number": _choose_again("n"),
    "quotation": _choose_again("q"),
    "headline": _change_headline,
    "correction": _add_correction,
    "paragraph added": _add,
    "paragraph removed": _remove,
    "paragraph moved": _move,
    "paragraph split": _split,
}
