"""Whether all that is kept is what was written when it was seen: captures, snapshots, versions and changes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, Capture, Snapshot, Source, at_one_moment

from .faults import Evidence, Fault, fault_of_page, faults_of_link, gather

AT_ONCE, VERSIONS_AT_ONCE = 50, 1_000
MOST_IN_A_SAMPLE = 10_000
UNREADABLE = (AttributeError, TypeError, ValueError)
"""What comes of a value that no column of ours may hold, and SQLite takes all the same."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One article: how many are `done` of `total`; its captures, the pages that are kept, those of them that could not
    be read again now, and its faults.
    """

    done: int
    total: int
    captures: int
    pages: int
    unread: int
    faults: tuple[Fault, ...]


def verify(source: Source | None = None, reads_pages: bool = True) -> Iterator[Verified]:
    """Verify all articles, or those of a source, a few at a time, each as it stands at one moment; checks go on
    meanwhile.

    Nothing is written. With `reads_pages`, every text that the rules and the extractor of today have read is read from
    its page once more, which takes some 20 ms each; without, texts are compared by their fingerprints alone.
    """
    articles = source.articles.all() if source else Article.objects.all()
    total, done, last = articles.count(), 0, 0
    while keys := _few_of(articles.filter(pk__gt=last)):
        last = keys[-1]
        for looked_at in _look_at(keys, reads_pages):
            done += 1
            yield Verified(done, total, *looked_at)


def _few_of(articles: QuerySet[Article]) -> list[int]:
    """The next of these by their keys: so many that their rows have room in memory."""
    keys: list[int] = []
    versions = 0
    for key, count in articles.order_by("pk").values_list("pk", "versions_count")[:AT_ONCE]:
        versions += count
        if keys and versions > VERSIONS_AT_ONCE:
            break
        keys.append(key)
    return keys


def _look_at(keys: list[int], reads_pages: bool) -> list[tuple[int, int, int, tuple[Fault, ...]]]:
    """What is told of each, but for how many there are: one by one, where what one of them holds cannot be read."""
    try:
        with at_one_moment():
            return [_told(evidence) for evidence in gather(keys, reads_pages)]
    except UNREADABLE as error:
        if len(keys) == 1:
            what = f"a row of it holds what Stet never writes ({error}): it was changed"
            return [(0, 0, 0, (Fault(f"article {keys[0]}", what),))]
    return [told for key in keys for told in _look_at([key], reads_pages)]


def _told(evidence: Evidence) -> tuple[int, int, int, tuple[Fault, ...]]:
    faults = tuple(evidence.faults())
    return len(evidence.captures), evidence.pages_count, evidence.unread_count, faults


def orphans() -> Iterator[Fault]:
    """Captures whose article was removed from under them, articles whose source was."""
    for key in Article.objects.filter(~Exists(Source.objects.filter(pk=OuterRef("source")))).values_list(
        "pk", flat=True
    ):
        yield Fault(f"article {key}", "its source was removed, the article was not")
    articles = Article.objects.filter(pk=OuterRef("article"))
    lost = Capture.objects.filter(~Exists(articles)).order_by("article", "number")
    for article, number in lost.values_list("article", "number").iterator():
        yield Fault(f"article {article}, capture {number}", "its article was removed, the capture was not")


def verify_newest(patience: timedelta) -> tuple[int, list[Fault]]:
    """Verify the newest captures with their pages, one after the other, no longer than this; how many they were."""
    ends, done = time.monotonic() + patience.total_seconds(), 0
    faults: list[Fault] = []
    for key in list(Capture.objects.order_by("-pk").values_list("pk", flat=True)[:MOST_IN_A_SAMPLE]):
        faults += _verify_capture(key)
        done += 1
        if time.monotonic() > ends:
            break
    return done, faults


def _verify_capture(key: int) -> list[Fault]:
    try:
        with at_one_moment():
            return list(_faults_of_capture(key))
    except UNREADABLE as error:
        return [Fault(f"capture by key {key}", f"it holds what Stet never writes ({error}): it was changed")]


def _faults_of_capture(key: int) -> Iterator[Fault]:
    capture = Capture.objects.select_related("article").filter(pk=key).first()
    if capture is None:
        return
    where = f"article {capture.article_id} ({capture.article.url}), capture {capture.number}"
    earlier = Capture.objects.filter(article=capture.article_id, number__lt=capture.number)
    for what in faults_of_link(capture, earlier.order_by("-number").first()):
        yield Fault(where, what)
    snapshot = Snapshot.objects.of(key)
    if snapshot is not None and (what := fault_of_page(snapshot)):
        yield Fault(where, what)
