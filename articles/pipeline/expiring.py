"""Snapshots that are to be kept no longer: the bytes of old pages go, their captures and texts stay."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length

from articles.models import Article, Candidate, Snapshot

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long snapshots are kept, and how many of each article, the newest; None: no such limit.

    Where both are set, what either of them keeps is kept. Whatever they say, a snapshot is kept while another one is
    compressed against it, while the text of it stands, and while a text of it is held.
    """

    for_: timedelta | None = None
    newest: int | None = None

    @classmethod
    def by_settings(cls) -> "Keeping":
        return cls(settings.KEEP_SNAPSHOTS_FOR, settings.KEEP_SNAPSHOTS)

    @property
    def is_for_ever(self) -> bool:
        return self.for_ is None and self.newest is None

    def ends(self, age: timedelta, place: int) -> bool:
        """Whether a snapshot of this age is kept no longer, with so many newer ones of its article."""
        is_old = self.for_ is None or age > self.for_
        return not self.is_for_ever and is_old and (self.newest is None or place >= self.newest)


@dataclass(frozen=True, slots=True)
class Expired:
    """How many snapshots of one article, and how many bytes they took."""

    article: int
    snapshots: int
    size: int


def expire(keeping: Keeping, now: datetime, dry_run: bool = False) -> Iterator[Expired]:
    """Delete what is to be kept no longer, article by article, each in a transaction of its own.

    It may be broken off anywhere. With `dry_run` nothing is deleted.
    """
    last, keys = 0, [0]
    while keys and not keeping.is_for_ever:
        articles = Article.objects.filter(pk__gt=last).order_by("pk")
        keys = list(articles.values_list("pk", flat=True)[:AT_ONCE])
        last = max(keys, default=last)
        for key in sorted(_ending(keys, keeping, now)):
            expired = _measured(key, keeping, now) if dry_run else _expire(key, keeping, now)
            if expired.snapshots:
                yield expired


def _expire(key: int, keeping: Keeping, now: datetime) -> Expired:
    """With the article's row locked no check adds a snapshot, nor holds a text, of what is deleted.

    What others are compressed against goes last: with them, or in the run after the one in which they went.
    """
    with transaction.atomic():
        Article.objects.select_for_update(no_key=True).only("pk").filter(pk=key).first()
        expired = _measured(key, keeping, now)
        for is_base in (False, True):
            rows = Snapshot.objects.filter(pk__in=_ending([key], keeping, now)[key], base__isnull=is_base)
            rows.only("pk").delete()
    return expired


def _measured(key: int, keeping: Keeping, now: datetime) -> Expired:
    rows = Snapshot.objects.filter(pk__in=_ending([key], keeping, now)[key])
    return Expired(key, rows.count(), rows.aggregate(size=Sum(Length("packed")))["size"] or 0)


def _ending(articles: Iterable[int], keeping: Keeping, now: datetime) -> defaultdict[int, list[int]]:
    """By article the keys of its snapshots that go. Their bytes are not read, nor their rows: indexes tell."""
    ending = _over_limits(articles, keeping, now)
    keys = {key for some in ending.values() for key in some}
    leaning = Snapshot.objects.filter(base__in=keys).values_list("base", "pk")
    kept = {base for base, key in leaning if key not in keys}
    for article, some in list(ending.items()):
        ending[article] = [key for key in some if key not in kept]
        if not ending[article]:
            del ending[article]
    return ending


def _over_limits(articles: Iterable[int], keeping: Keeping, now: datetime) -> defaultdict[int, list[int]]:
    needed = _needed(articles)
    rows = Snapshot.objects.filter(capture__article__in=articles).order_by(
        "capture__article", "-capture__number"
    )
    ending: defaultdict[int, list[int]] = defaultdict(list)
    places: defaultdict[int, int] = defaultdict(int)
    told = rows.values_list("pk", "capture", "capture__article", "capture__fetched_at")
    for key, capture, article, fetched_at in told.iterator():
        if keeping.ends(now - fetched_at, places[article]) and capture not in needed:
            ending[article].append(key)
        places[article] += 1
    return ending


def _needed(articles: Iterable[int]) -> set[int]:
    """The captures of the texts that stand, and of those that are held."""
    standing = Article.objects.filter(pk__in=articles).exclude(current=None)
    held = Candidate.objects.held().filter(article__in=articles)
    return {*standing.values_list("current__capture", flat=True), *held.values_list("capture", flat=True)}
