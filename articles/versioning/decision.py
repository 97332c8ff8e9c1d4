"""Whether a fetched text is the one that stood, an earlier one, or a new one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .outcome import Outcome

RETURNS_SHOWN = 2
ROUNDS, VARIANTS = 6, 3
"""So many changes in a row among so few texts are one that goes round, too."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`number` is the version that the page now shows: the known one, or the one to be made."""

    outcome: Outcome
    number: int


def decide(
    fingerprint: str,
    current: int | None,
    known: Mapping[str, int],
    transitions: Sequence[tuple[int, int]] = (),
) -> Decision:
    """What a text with this fingerprint means for its article.

    `current` is the number of the version that the page last showed (None before the first), `known` maps the
    fingerprints of all versions to their numbers, `transitions` are the article's latest changes as
    (from, to), oldest first; ROUNDS of them are looked at.
    """
    number = known.get(fingerprint)
    if number is None:
        return Decision(Outcome.NEW_VERSION, max(known.values(), default=-1) + 1)
    if number == current:
        return Decision(Outcome.UNCHANGED, number)
    if _flaps(current, number, transitions):
        return Decision(Outcome.FLAPPING, number)
    return Decision(Outcome.RETURN, number)


def _flaps(current: int | None, number: int, transitions: Sequence[tuple[int, int]]) -> bool:
    """Whether two texts have alternated through the returns that are shown one by one (A, B, A, B: then no more), or
    a few have gone round for long.
    """
    latest, rounds = transitions[-(RETURNS_SHOWN + 1) :], transitions[-ROUNDS:]
    pair = {current, number}
    alternates = len(latest) == RETURNS_SHOWN + 1 and all(set(transition) == pair for transition in latest)
    goes_round = len(rounds) == ROUNDS and len({number, *(n for pair in rounds for n in pair)}) <= VARIANTS
    return alternates or goes_round
