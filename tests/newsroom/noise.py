"""What differs from request to request although the story stands: never part of the truth."""

from dataclasses import dataclass
from random import Random

LEVELS = (0, 1, 2)
"""0: none. 1: a nonce, a clock, a view counter. 2: a list of the most read and a rotating promotion too, both inside
the story's container."""


@dataclass(frozen=True, slots=True)
class Noise:
    """Empty where the level has none; `most_read` are headlines with their paths."""

    nonce: str = ""
    clock: str = ""
    views: str = ""
    most_read: tuple[tuple[str, str], ...] = ()
    promo: str = ""


SILENCE = Noise()


def make_noise(
    level: int, random: Random, views: int, stories: list[tuple[str, str]], promos: tuple[str, ...]
) -> Noise:
    """The noise of one answer. `stories` are the headlines and paths of which some are "most read"."""
    if not level:
        return SILENCE
    hour, minute, second = random.randrange(24), random.randrange(60), random.randrange(60)
    quiet = Noise(f"{random.getrandbits(96):024x}", f"{hour:02}:{minute:02}:{second:02}", f"{views:,}")
    if level == 1:
        return quiet
    most_read = tuple(random.sample(stories, min(3, len(stories))))
    return Noise(quiet.nonce, quiet.clock, quiet.views, most_read, random.choice(promos))
