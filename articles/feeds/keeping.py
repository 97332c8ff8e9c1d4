"""Diffs as feeds tell them: each is compared and written once for all feeds, formats and readers."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from django.conf import settings
from django.core.cache import caches

from articles.models import Change
from articles.publishing import Stretch, texts_of_changes, whole_change
from articles.publishing.comparing import LONGEST, length_of

from .state import state_of

KEPT_FOR = 24 * 3600
"""Seconds. What is told otherwise meanwhile has another key."""
LONGEST_KEPT = 40_000
"""Characters. A longer one is compared again for each answer, lest a few of them fill the memory."""


class Kept(NamedTuple):
    """The characters of a change's two texts, and its diff as HTML."""

    length: int
    html: str


def whole_diffs(
    changes: Sequence[Change], room: int, write: Callable[[Change, Sequence[Stretch]], str]
) -> Iterator[str | None]:
    """The diff of each; None where its texts are too long, or where the feed has no room for them any more.

    `room` is for characters of the texts, and the first come first: what was kept takes as much of it as what was not,
    so that the same changes are the same answer.
    """
    keys = [_key(change) for change in changes]
    kept: dict[str, Kept] = caches["diffs"].get_many(keys)
    unknown = [change for change, key in zip(changes, keys, strict=True) if key not in kept]
    texts = dict(zip(unknown, texts_of_changes(unknown), strict=True))
    for change, key in zip(changes, keys, strict=True):
        length = kept[key].length if key in kept else sum(map(length_of, texts[change]))
        if length > min(room, LONGEST):
            yield None
            continue
        room -= length
        if key not in kept:
            kept[key] = Kept(length, write(change, whole_change(*texts[change])))
            _keep(key, kept[key])
        yield kept[key].html


def _keep(key: str, diff: Kept) -> None:
    if len(diff.html) <= LONGEST_KEPT:
        caches["diffs"].set(key, diff, KEPT_FOR)


def _key(change: Change) -> str:
    state = json.dumps([settings.PUBLIC_URL, state_of(change)], default=str)
    return hashlib.sha256(state.encode()).hexdigest()
