"""An article's changes as bars, as many as fit on a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from articles.models import Article, Change
from articles.models.change import ChangeQuerySet

SHOWN = 12
TALLEST = 36.0
LEAST = 2.0


@dataclass(frozen=True, slots=True)
class Step:
    """One change as a bar of the timeline: heights of its two parts, of TALLEST at most together."""

    change: Change
    removed_height: float
    added_height: float

    @property
    def removed_top(self) -> float:
        return round(TALLEST - self.removed_height - self.added_height, 1)

    @property
    def added_top(self) -> float:
        return round(TALLEST - self.added_height, 1)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Up to SHOWN steps, oldest first; `previous` and `next` are the changes beside the one it is drawn around.

    `whole`: whether the article has no more changes than these.
    """

    steps: tuple[Step, ...]
    whole: bool
    previous: Change | None = None
    next: Change | None = None


def timeline_around(article: Article, change: Change) -> Timeline:
    """The change in the middle, if there are enough on both sides."""
    earlier = list(_brief(article).filter(number__lt=change.number).order_by("-number")[:SHOWN])[::-1]
    later = list(_brief(article).filter(number__gt=change.number).order_by("number")[:SHOWN])
    changes, at = [*earlier, change, *later], len(earlier)
    first = max(0, min(at - SHOWN // 2, len(changes) - SHOWN))
    return Timeline(
        steps=steps_of(changes[first : first + SHOWN]),
        whole=len(changes) <= SHOWN,
        previous=earlier[-1] if earlier else None,
        next=later[0] if later else None,
    )


def latest_timeline(article: Article) -> Timeline:
    latest = list(_brief(article).order_by("-number")[: SHOWN + 1])
    return Timeline(steps_of(latest[:SHOWN][::-1]), whole=len(latest) <= SHOWN)


def steps_of(changes: Sequence[Change]) -> tuple[Step, ...]:
    most = max((_words(change) for change in changes), default=0)
    return tuple(_steps(changes, max(most, 1)))


def _brief(article: Article) -> ChangeQuerySet:
    """The changes that may be shown, with what a step needs: excerpts and reasons are left where they are."""
    return article.changes.visible().only(
        "article",
        "number",
        "from_number",
        "to_number",
        "is_return",
        "not_after",
        "words_added",
        "words_removed",
    )


def _steps(changes: Iterable[Change], most: int) -> Iterable[Step]:
    for change in changes:
        words = _words(change)
        height = max(LEAST, TALLEST * words / most)
        added = height * change.words_added / words if words else height / 2
        yield Step(change, removed_height=round(height - added, 1), added_height=round(added, 1))


def _words(change: Change) -> int:
    return change.words_added + change.words_removed
