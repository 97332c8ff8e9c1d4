"""Two versions of an article side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q, prefetch_related_objects

from articles.diffing import Diff, Significance, assess, compare
from articles.models import Article, Change, SiteFurniture, Version
from articles.text import ArticleText, Block
from articles.versioning import without_furniture

from .outline import Entry, outline_of
from .passages import Passage, Stretch, passages_of, stretches_of
from .timeline import Timeline, latest_timeline, timeline_around

LONGEST = 200_000
"""Characters of both texts together that are compared while a reader waits, so that 15,000 English words fit: 0.1 to
0.5 s of English prose, 1 s of the worst that was found (Japanese in short paragraphs). Longer ones are read one by one.
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`change` is the transition that was seen on the page, None where these two texts never followed each
    other; `verdict` is what it amounts to, stored with the change or assessed for this page.

    `older_at` and `newer_at` say since when each text stood; `changed` is how many passages differ, `outline` the list
    of the first of them. `too_long` texts (see LONGEST) have no `stretches`, and no `verdict` where none is stored.
    """

    older: Version
    newer: Version
    older_at: datetime
    newer_at: datetime
    change: Change | None
    verdict: Change | Significance | None
    words_added: int
    words_removed: int
    outline: tuple[Entry, ...]
    headline: Passage
    byline: Passage
    stretches: tuple[Stretch, ...]
    changed: int
    too_long: bool
    timeline: Timeline

    @property
    def later(self) -> timedelta:
        return self.newer_at - self.older_at

    @property
    def same_text(self) -> bool:
        return self.older.number == self.newer.number

    @property
    def heads_changed(self) -> bool:
        return self.headline.is_changed or self.byline.is_changed

    @property
    def unlisted(self) -> int:
        """How many of the passages that differ are too many for the outline."""
        return self.changed - len(self.outline)


def compare_versions(
    article: Article, older: Version, newer: Version, change_number: int | None = None, fold: bool = True
) -> Comparison:
    """The comparison in the order asked. `change_number` picks among several transitions between the same two
    texts.

    Raises Change.DoesNotExist where that change is not one between these two versions.
    """
    change = _change_between(article, older, newer, change_number)
    furniture = SiteFurniture.objects.of(article.pk, article.source_id)
    old, new = older.shown(furniture), newer.shown(furniture)
    too_long = length_of(old) + length_of(new) > LONGEST
    diff = _compare_heads(old, new) if too_long else compare(old, new)
    headline, byline, *body = passages_of(diff)
    return Comparison(
        older=older,
        newer=newer,
        older_at=_stood_since(older, change),
        newer_at=change.not_after if change else newer.first_seen_at,
        change=change,
        verdict=change or (None if too_long else _assess(diff, is_backwards=newer.number < older.number)),
        words_added=change.words_added if change else diff.words_added,
        words_removed=change.words_removed if change else diff.words_removed,
        outline=outline_of(diff),
        headline=headline,
        byline=byline,
        stretches=tuple(stretches_of(body, fold)),
        changed=sum(passage.number is not None for passage in (headline, byline, *body)),
        too_long=too_long,
        timeline=timeline_around(article, change) if change else latest_timeline(article),
    )


def text_of(article: Article, version: Version) -> tuple[ArticleText, tuple[Block, ...]]:
    """A version's text as readers see and compare it, and the blocks that are left out as the site's furniture."""
    return without_furniture(version.text, SiteFurniture.objects.of(article.pk, article.source_id))


def texts_of_changes(changes: Sequence[Change]) -> list[tuple[ArticleText, ArticleText]]:
    """Both texts of each, as readers compare them. Eight queries at most, however many there are."""
    ends = ("from_version", "to_version")
    prefetch_related_objects(changes, *(f"{end}__{of}base" for end in ends for of in ("", "reading__")))
    furniture = SiteFurniture.objects.of_each({change.article_id: change.source_id for change in changes})
    return [
        (change.from_version.shown(left_out), change.to_version.shown(left_out))
        for change in changes
        for left_out in [furniture[change.article_id]]
    ]


def whole_change(old: ArticleText, new: ArticleText) -> tuple[Stretch, ...]:
    """For a feed: headline and byline where they changed, then the body, its unchanged passages folded."""
    headline, byline, *body = passages_of(compare(old, new))
    heads = [passage for passage in (headline, byline) if passage.number is not None]
    return tuple(stretches_of([*heads, *body], fold=True, folded_from=1))


def robots_may_index(comparison: Comparison) -> bool:
    """Each text's passage to the next is worth finding; the other pairs are too many, and say nothing new."""
    neighbours = comparison.newer.number == comparison.older.number + 1
    return neighbours or comparison.change is not None


def length_of(text: ArticleText) -> int:
    return len(text.headline) + len(text.byline) + sum(len(block.text) for block in text.blocks)


def _assess(diff: Diff, is_backwards: bool) -> Significance:
    """Against the course of time, nobody kept silent on anything."""
    verdict = assess(diff)
    return replace(verdict, silent=False) if is_backwards else verdict


def _compare_heads(old: ArticleText, new: ArticleText) -> Diff:
    return compare(replace(old, blocks=()), replace(new, blocks=()))


def _change_between(article: Article, older: Version, newer: Version, number: int | None) -> Change | None:
    """Also one that was seen between versions which these two supersede."""
    came_from = Q(from_version=older) | Q(from_version__superseded_by=older)
    led_to = Q(to_version=newer) | Q(to_version__superseded_by=newer)
    between = article.changes.visible().filter(came_from, led_to).order_by("number")
    return between.first() if number is None else between.get(number=number)


def _stood_since(version: Version, change: Change | None) -> datetime:
    """When this text came to stand before it changed so: it may have returned since it was first seen."""
    if change is None:
        return version.first_seen_at
    came = Change.objects.visible().filter(to_version=version, number__lt=change.number)
    return came.order_by("-number").values_list("not_after", flat=True).first() or version.first_seen_at
