"""Which of the texts that a page showed are states of its story: those that stay, or that others build on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from articles.text import ArticleText, Block

from .furniture import Furniture, Protection, Sign, without_furniture
from .lines import Delta, delta, is_edit, prose_place, same
from .signs import signs_of

MOST_HELD = 8
"""Of more texts in a row of which none stays, only what all the latest have in common is a state; else the oldest are
forgotten."""
SIGHTINGS, SIGHTINGS_OF_STRANGE = 2, 4
"""Fetches in a row that must show a text, and one in which whole lines gave way to unrelated ones, or came or went
outside the prose, as promotions do."""
CERTAIN_EDITS, CERTAIN_WORDS = 3, 20
"""So many edited lines with so many other words are the work of people."""


@dataclass(frozen=True, slots=True)
class Held:
    """A text that differs from the one before it, and how many fetches in a row showed it."""

    text: ArticleText
    sightings: int = 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one more sighting says; numbers are places among the held texts, oldest first.

    `accepted` are states of the story, `dropped` are none, the others stay held. The new text is `stands` (the one
    that stood, or the last of those that are accepted), `again` (the last held one, once more), `new` (to be held),
    or `certain` (a state at once). `signs` are those of furniture that showed in it, without which all was judged.
    """

    sighting: str
    accepted: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    signs: tuple[Sign, ...] = ()


def judge(
    current: ArticleText, held: Sequence[Held], text: ArticleText, trusts_lines: bool = True
) -> Judgement:
    """What it means that the page now shows `text`, after `current` and then the `held` texts, one by one.

    All are given without the furniture that is known; without `trusts_lines` the site is known to put lines of its own
    among those of its stories. A text is a state of the story once it stays, or once what it
    changed is kept by a later one; those before it that were overwritten are too, if people wrote them. Texts that
    alternate, or differ in what comes and goes by itself, are dropped.
    """
    signs = signs_of([current, *(one.text for one in held), text])
    if signs:
        furniture = Furniture.of((sign.kind, sign.key) for sign in signs)
        current, text = (without_furniture(whole, furniture)[0] for whole in (current, text))
        held = [Held(without_furniture(one.text, furniture)[0], one.sightings) for one in held]
    numbers = _distinct(current, held)
    judged = _judge_chain(current, [held[number] for number in numbers], text, trusts_lines)
    return Judgement(
        judged.sighting,
        accepted=tuple(numbers[place] for place in judged.accepted),
        dropped=tuple(
            number
            for number in range(len(held))
            if number not in numbers or numbers.index(number) in judged.dropped
        ),
        signs=tuple(signs),
    )


def judge_gone(current: ArticleText, held: Sequence[Held]) -> tuple[int, ...]:
    """Which of the `held` texts are states, by their places, now that the page is gone and will show none again: those
    that people wrote.
    """
    states, before = [], current
    for number, one in enumerate(held):
        step = delta(before, one.text)
        if not same(before, one.text) and not step.swaps and not _odd_lines(step):
            states.append(number)
            before = one.text
    return tuple(states)


def _distinct(current: ArticleText, held: Sequence[Held]) -> list[int]:
    """The places of those that differ from the one before: without furniture, many do not."""
    numbers, before = [], current
    for number, one in enumerate(held):
        if not same(before, one.text):
            numbers.append(number)
            before = one.text
    return numbers


def _judge_chain(
    current: ArticleText, held: Sequence[Held], text: ArticleText, trusts_lines: bool
) -> Judgement:
    if not held:
        return Judgement("stands" if same(current, text) else _how_new(current, text))
    last, before = held[-1], held[-2].text if len(held) > 1 else current
    step = delta(before, last.text)
    is_enough = last.sightings + 1 >= _needed(step)
    if same(last.text, text):
        return _accept(current, held, "stands", trusts_lines) if is_enough else Judgement("again")
    again = next((number for number, one in enumerate(held) if same(one.text, text)), None)
    if again is not None:
        return _alternates(current, held, again)
    if len(held) >= MOST_HELD and (first := _what_stays(current, held, text)) is not None:
        return Judgement("new", accepted=(first,), dropped=tuple(n for n in range(len(held)) if n != first))
    if is_enough and step.is_kept_by(text):
        return _accept(current, held, _how_new(last.text, text), trusts_lines)
    return Judgement("new", dropped=tuple(range(len(held) + 1 - MOST_HELD)))


def _alternates(current: ArticleText, held: Sequence[Held], again: int) -> Judgement:
    """A text that was there, gone, and is there again. Where it only rewords what stood it is a variant that readers
    are shown, or what a lagging cache had not yet: a state. Where whole lines come and go the count begins anew.
    """
    others = tuple(number for number in range(len(held)) if number != again)
    step = delta(current, held[again].text)
    if step.added or step.removed or same(current, held[again].text):
        return Judgement("new", dropped=(*others, again))
    return Judgement("stands", accepted=(again,), dropped=others)


def _what_stays(current: ArticleText, held: Sequence[Held], text: ArticleText) -> int | None:
    """The first of the held texts that has what all the latest ones changed alike, although something else in each
    of them was never the same twice; None where they changed nothing alike.
    """
    stood = _lines(current)
    latest = [_lines(one) for one in (*(one.text for one in held[-SIGHTINGS_OF_STRANGE:]), text)]
    came = reduce(and_, latest) - stood
    went = stood - reduce(or_, latest)
    if not came and not went:
        return None
    return next(n for n, one in enumerate(held) if came <= _lines(one.text) and not went & _lines(one.text))


def _lines(text: ArticleText) -> set[tuple[str, str]]:
    heads = {("headline", text.headline), ("byline", text.byline)}
    return heads | {(block.kind, block.text) for block in text.blocks}


def _accept(current: ArticleText, held: Sequence[Held], sighting: str, trusts_lines: bool) -> Judgement:
    """The last held text is a state, and each earlier one that people wrote."""
    accepted, before = [], current
    for number, one in enumerate(held):
        step = delta(before, one.text)
        is_last = number == len(held) - 1
        if not same(before, one.text) and (
            is_last or _was_written(step, held[number + 1].text, trusts_lines)
        ):
            accepted.append(number)
            before = one.text
    dropped = tuple(number for number in range(len(held)) if number not in accepted)
    return Judgement(sighting, tuple(accepted), dropped)


def _how_new(before: ArticleText, text: ArticleText) -> str:
    return "certain" if _is_certain(delta(before, text)) else "new"


def _was_written(step: Delta, after: ArticleText, trusts_lines: bool) -> bool:
    """Whether a text that was seen but once is a state: later ones build on it, or no whole line is strange in it."""
    if step.is_kept_by(after):
        return True
    whole = [line for line in _unprotected(step) if not any(is_edit(line, later) for later in after.blocks)]
    return not _odd_lines(step) and not (whole and (step.swaps or not trusts_lines))


def _needed(step: Delta) -> int:
    return SIGHTINGS_OF_STRANGE if step.swaps or _odd_lines(step) else SIGHTINGS


def _odd_lines(step: Delta) -> list[Block]:
    """The whole lines that came or went outside the place of the prose, but for notes and the story's own figures."""
    prose = prose_place(step.old)
    return [block for block in _unprotected(step) if block.place != prose]


def _unprotected(step: Delta) -> list[Block]:
    """The whole lines that came or went, but for notes and the story's own figures and quotations."""
    if not (step.added or step.removed):
        return []
    comes, goes = Protection(step.new), Protection(step.old)
    came = [block for block in step.added if not comes(block)]
    return came + [block for block in step.removed if not goes(block)]


def _is_certain(step: Delta) -> bool:
    words = sum(len(set(new.text.split()) - set(old.text.split())) for old, new in step.edited)
    is_large = len(step.edited) >= CERTAIN_EDITS and words >= CERTAIN_WORDS
    return is_large and not step.swaps and not _odd_lines(step)


def whole_lines(old: ArticleText, new: ArticleText) -> tuple[str, ...]:
    """The whole lines that came or went, but for notes and the story's own figures; and, as "place: …", places of
    several lines that came or went altogether. What many articles share of this is a new design, not news.
    """
    step = delta(old, new)
    lines = _unprotected(step)
    removed, added = set(step.removed), set(step.added)
    went = [block for block in lines if block in removed]
    came = [block for block in lines if block in added]
    places = {*_emptied(new, went), *_emptied(old, came)}
    return (
        *dict.fromkeys(block.text for block in lines),
        *(f"place: {place}" for place in sorted(places)),
    )


def _emptied(has: ArticleText, gone: Sequence[Block]) -> list[str]:
    left = {block.place for block in has.blocks}
    counts = Counter(block.place for block in gone)
    return [place for place, count in counts.items() if count > 1 and place not in left]
