"""The life of an article: each sentence with when it stood, the dead ones where they stood last."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from articles.diffing.runs import common_runs
from articles.diffing.sentences import sentences
from articles.text import ArticleText, BlockKind

LIFETIME_VERSION = 2
"""Stamped on what is stored; raised whenever the same texts may give another life."""

MOST_DEAD = 20_000
"""More sentences that died are not kept; those that died first are forgotten first."""


class Span(NamedTuple):
    """From the state in which a sentence came to the one that lacked it; None while it stands."""

    born: int
    died: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """`starts` says that it began its block, which was of this `kind`; `spans` are in order, the last may be open."""

    text: str
    kind: BlockKind
    starts: bool
    spans: tuple[Span, ...]

    @property
    def is_alive(self) -> bool:
        return self.spans[-1].died is None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """All sentences that an article's body ever had, in reading order. `states` maps the numbers that spans are told
    in (0, then the number of the change) to the version that stood from then on, in order.
    """

    sentences: tuple[Sentence, ...] = ()
    states: tuple[tuple[int, int], ...] = ()

    def then(self, text: ArticleText, state: int, version: int) -> "Lifetime":
        """The life carried on to a text that stood from `state` on.

        A sentence lives on where its words stay in their order, or elsewhere (it moved); one that died takes its
        identity up again where the very same words return. An edited sentence dies, and another is born in its place.
        """
        new = list(_sentences_of(text))
        kept = _kept(self.sentences, new)
        taken = _taken(self.sentences, new, kept)
        identities = kept | taken
        living = [
            replace(sentence, spans=_spans(self.sentences, identities, place, state))
            for place, sentence in enumerate(new)
        ]
        told = _merged(self.sentences, living, kept, set(taken.values()), state)
        return Lifetime(_without_oldest(told), (*self.states, (state, version)))


def _sentences_of(text: ArticleText) -> Iterator[Sentence]:
    for block in text.blocks:
        for number, said in enumerate(sentences(block.text)):
            yield Sentence(said, block.kind, number == 0, ())


def _kept(before: Sequence[Sentence], new: Sequence[Sentence]) -> dict[int, int]:
    """Which sentence of `before` each new one is that stays in the order of those alive; places to places."""
    alive = [place for place, sentence in enumerate(before) if sentence.is_alive]
    runs = common_runs([before[place].text for place in alive], [sentence.text for sentence in new])
    return {run.new + offset: alive[run.old + offset] for run in runs for offset in range(run.length)}


def _taken(before: Sequence[Sentence], new: Sequence[Sentence], kept: dict[int, int]) -> dict[int, int]:
    """Which sentence of `before` each other new one takes up: the same words elsewhere, else those that died last."""
    free: defaultdict[str, list[int]] = defaultdict(list)
    followed = set(kept.values())
    for place in sorted(range(len(before)), key=lambda place: before[place].is_alive):
        if place not in followed:
            free[before[place].text].append(place)
    others = (place for place in range(len(new)) if place not in kept)
    return {place: free[new[place].text].pop() for place in others if free[new[place].text]}


def _spans(
    before: Sequence[Sentence], identities: dict[int, int], place: int, state: int
) -> tuple[Span, ...]:
    if place not in identities:
        return (Span(state),)
    former = before[identities[place]]
    return former.spans if former.is_alive else (*former.spans, Span(state))


def _merged(
    before: Sequence[Sentence], living: Sequence[Sentence], kept: dict[int, int], taken: set[int], state: int
) -> Iterator[Sentence]:
    """The living in their order, each dead or dying sentence before what came to stand in its place."""
    stays = {old: new for new, old in kept.items()}
    written = 0
    for place, sentence in enumerate(before):
        if place in stays:
            yield from living[written : stays[place] + 1]
            written = stays[place] + 1
        elif place not in taken:
            yield _ended(sentence, state) if sentence.is_alive else sentence
    yield from living[written:]


def _ended(sentence: Sentence, state: int) -> Sentence:
    *earlier, last = sentence.spans
    return replace(sentence, spans=(*earlier, Span(last.born, state)))


def _without_oldest(told: Iterable[Sentence]) -> tuple[Sentence, ...]:
    whole = list(told)
    died = sorted(sentence.spans[-1].died or 0 for sentence in whole if not sentence.is_alive)
    if len(died) <= MOST_DEAD:
        return tuple(whole)
    first = died[-MOST_DEAD]
    return tuple(one for one in whole if one.is_alive or (one.spans[-1].died or 0) >= first)


def dump_lifetime(life: Lifetime) -> bytes:
    """As JSON in UTF-8."""
    told = [[one.text, one.kind, one.starts, one.spans] for one in life.sentences]
    return json.dumps({"sentences": told, "states": life.states}, ensure_ascii=False).encode()


def load_lifetime(raw: bytes) -> Lifetime:
    """What was given to `dump_lifetime`."""
    told = json.loads(raw)
    return Lifetime(
        tuple(
            Sentence(text, kind, starts, tuple(Span(*span) for span in spans))
            for text, kind, starts, spans in told["sentences"]
        ),
        tuple((state, version) for state, version in told["states"]),
    )
