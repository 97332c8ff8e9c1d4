"""Whether what is kept of one article is what was written when its page was seen: each fault in words."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from articles.models import Article, Candidate, Capture, Change, Reading, Snapshot, Version
from articles.text import ArticleText
from articles.versioning import CodecError, fingerprint, same, unpack_text

from .reading import NotRead, read_snapshot
from .report import Postponed, Refusal

T = TypeVar("T", Capture, Version, Change)
AT_ONCE = 20
"""Pages of an article that are held in memory at a time."""
OF_CHANGE = (
    *("article", "number", "from_version", "to_version", "from_number", "to_number"),
    *("capture", "is_return", "not_after"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """`where` something is that is not as it was written; `what` it is, and what that means."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass
class Evidence:
    """The rows of one article, in their order, but for its snapshots: those are read one after the other.

    With `reads_pages` the pages are read again too. `pages_count` and `unread_count` say afterwards how many were kept,
    and how many of them could not be read again through no fault of their own.
    """

    article: Article
    captures: Sequence[Capture]
    versions: Sequence[Version]
    changes: Sequence[Change]
    readings: Sequence[Reading]
    reads_pages: bool = True
    pages_count: int = 0
    unread_count: int = 0
    _kept: set[int] = field(default_factory=set)

    def faults(self) -> Iterator[Fault]:
        """At the moment at which the rows were read: see there."""
        yield from self._of_chain()
        yield from self._of_snapshots()
        yield from self._of_versions()
        yield from self._of_readings()
        yield from self._of_changes()

    def _fault(self, part: object, what: str) -> Fault:
        return Fault(f"article {self.article.pk} ({self.article.url}), {part}", what)

    # The chain --------------------------------------------------------------------------------------------

    def _of_chain(self) -> Iterator[Fault]:
        before: Capture | None = None
        for capture in self.captures:
            capture.article = self.article
            for what in faults_of_link(capture, before):
                yield self._fault(f"capture {capture.number}", what)
            before = capture

    def _of_snapshots(self) -> Iterator[Fault]:
        """A snapshot that has expired is none; one that is kept must be what was fetched."""
        bases: dict[int | None, Snapshot] = {}
        rows = Snapshot.objects.filter(capture__article=self.article).order_by("capture__number")
        for snapshot in rows.iterator(chunk_size=AT_ONCE):
            self.pages_count += 1
            self._kept.add(snapshot.capture_id)
            snapshot.capture = self._captures[snapshot.capture_id]
            if snapshot.base_id is None:
                bases[snapshot.pk] = snapshot
            elif snapshot.base_id in bases:
                snapshot.base = bases[snapshot.base_id]
            if what := fault_of_page(snapshot):
                yield self._fault(f"snapshot of capture {snapshot.capture.number}", what)

    @cached_property
    def _captures(self) -> dict[int, Capture]:
        return {capture.pk: capture for capture in self.captures}

    # The texts --------------------------------------------------------------------------------------------

    def _of_versions(self) -> Iterator[Fault]:
        for place, version in enumerate(self.versions):
            part = f"version {version.number}"
            if version.number != place:
                yield self._fault(part, f"it should be version {place}: a version was removed or renumbered")
                break
            for what in self._of_version(version, self._captures.get(version.capture_id)):
                yield self._fault(part, what)
        if self.article.versions_count != len(self.versions):
            counted = f"{len(self.versions)} are kept and {self.article.versions_count} were counted"
            yield self._fault("versions", f"{counted}: some were removed or inserted")
        if self.article.current_id not in {None, *self._numbers}:
            yield self._fault("versions", "the one that stands is missing, or another article's")

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {version.pk: version.number for version in self.versions}

    def _of_readings(self) -> Iterator[Fault]:
        for reading in self.readings:
            if what := _fault_of_reading(reading):
                number = self._numbers.get(reading.version_id, "?")
                yield self._fault(f"version {number}, read by {reading.read_by}", what)

    def _of_version(self, version: Version, capture: Capture | None) -> Iterator[str]:
        if capture is None:
            yield "its capture is missing, or of another article: it was removed or replaced"
            return
        if version.first_seen_at != capture.fetched_at:
            yield f"it was not first seen when capture {capture.number} was fetched: one of the times was changed"
        try:
            text, page_text = _first_text(version), version.page_text
        except CodecError as error:
            yield f"its text cannot be read ({error}): it was changed"
            return
        if fingerprint(text) != capture.fingerprint and not self._was_held(capture, text):
            yield f"its text is not the one that capture {capture.number} sealed: it was changed"
        elif self._reads_again(version) and (what := self._fault_of_text(capture, page_text)):
            yield what

    @cached_property
    def _accepted(self) -> list[Candidate]:
        accepted = self.article.candidates.filter(verdict=Candidate.Verdict.ACCEPTED)
        return list(accepted.select_related("base"))

    def _was_held(self, capture: Capture, text: ArticleText) -> bool:
        """Whether a held text became a state: it may have been read again by other rules before, or been told without
        furniture, by which its capture has another text.
        """
        held = [one for one in self._accepted if one.capture_id == capture.pk]
        return any(fingerprint(one.text) == fingerprint(text) for one in held)

    def _reads_again(self, version: Version) -> bool:
        by_today = version.read_by == self.article.source.reader
        return self.reads_pages and by_today and version.capture_id in self._kept

    def _fault_of_text(self, capture: Capture, text: ArticleText) -> str:
        """A page that is refused by the rules of today has kept its text; what its reader was, is not known."""
        snapshot = Snapshot.objects.of(capture.pk)
        if snapshot is None:
            return ""
        try:
            again = read_snapshot(snapshot, self.article.source.rules)
        except (NotRead, Postponed):
            self.unread_count += 1
            return ""
        except (Refusal, CodecError):
            return ""
        if same(text, again) or self._was_held(capture, text):
            return ""
        return f"its text is not what the page of capture {capture.number} says: it was changed"

    # The changes ------------------------------------------------------------------------------------------

    def _of_changes(self) -> Iterator[Fault]:
        shown = {0}
        for place, change in enumerate(self.changes, start=1):
            part = f"change {change.number}"
            if change.number != place:
                yield self._fault(part, f"it should be change {place}: a change was removed or renumbered")
                return
            for what in self._of_change(change, self._captures.get(change.capture_id)):
                yield self._fault(part, what)
            if change.is_return != (change.to_number in shown):
                what = "whether it is a return is not as the changes before it tell: it was changed"
                yield self._fault(part, what)
            shown.add(change.to_number)
        if self.article.changes_count != len(self.changes):
            counted = f"{len(self.changes)} are kept and {self.article.changes_count} were counted"
            yield self._fault("changes", f"{counted}: some were removed or inserted")

    def _of_change(self, change: Change, capture: Capture | None) -> Iterator[str]:
        ends = tuple(self._numbers.get(key) for key in (change.from_version_id, change.to_version_id))
        if capture is None or None in ends:
            yield (
                "its capture or one of its versions is missing, or of another article: it was removed or replaced"
            )
            return
        if ends != (change.from_number, change.to_number):
            yield "its numbers are not those of its versions: they were changed"
        if change.not_after != capture.fetched_at and not self._was_held_at(change.not_after, capture):
            seen = f"capture {capture.number} was fetched at {capture.fetched_at:%Y-%m-%d %H:%M:%S} UTC"
            yield f"its time is not that of its capture ({seen}): it was changed"

    def _was_held_at(self, moment: datetime, capture: Capture) -> bool:
        """A text that came and went and came again may have been held under the capture of its first time."""
        return any((one.capture_id, one.first_seen_at) == (capture.pk, moment) for one in self._accepted)


def gather(keys: Sequence[int], reads_pages: bool = True) -> Iterator[Evidence]:
    """The evidence of these articles; of those that are there."""
    captures = _grouped(Capture.objects.filter(article__in=keys).order_by("article", "number"))
    versions = _grouped(Version.objects.filter(article__in=keys).readable().order_by("article", "number"))
    changes = _grouped(Change.objects.filter(article__in=keys).only(*OF_CHANGE).order_by("article", "number"))
    read: defaultdict[int, list[Reading]] = defaultdict(list)
    for one in Reading.objects.filter(version__article__in=keys).select_related("base", "version"):
        read[one.version.article_id].append(one)
    for article in Article.objects.filter(pk__in=keys).select_related("source").order_by("pk"):
        rows = (captures[article.pk], versions[article.pk], changes[article.pk], read[article.pk])
        yield Evidence(article, *rows, reads_pages)


def _grouped(rows: Iterable[T]) -> defaultdict[int, list[T]]:
    grouped: defaultdict[int, list[T]] = defaultdict(list)
    for row in rows:
        grouped[row.article_id].append(row)
    return grouped


def faults_of_link(capture: Capture, before: Capture | None) -> Iterator[str]:
    """What is wrong with a capture, `before` being the one that its article has before it."""
    due = before.number + 1 if before else 0
    if capture.number > due:
        gone = (
            f"capture {due} is"
            if capture.number == due + 1
            else f"captures {due} to {capture.number - 1} are"
        )
        yield f"{gone} missing before it: removed, or renumbered"
    elif capture.previous_hash != (before.hash if before else ""):
        yield "it does not follow the capture before it: one was removed, inserted, swapped or changed"
    if capture.sealed() != capture.hash:
        yield "its hash is not that of its row: time, address, status or what was read was changed afterwards"


def fault_of_page(snapshot: Snapshot) -> str:
    """What is wrong with the bytes that are kept; "" where nothing is."""
    try:
        digest = hashlib.sha256(snapshot.body).hexdigest()
    except CodecError as error:
        return f"its bytes cannot be read ({error}): they were changed"
    return (
        ""
        if digest == snapshot.capture.sha256
        else "its bytes are not those that were fetched: they were changed"
    )


def _first_text(version: Version) -> ArticleText:
    """As it was stored when it was seen, whatever was read since."""
    return unpack_text(bytes(version.packed), version.base.raw if version.base else None)


def _fault_of_reading(reading: Reading) -> str:
    try:
        digest = fingerprint(reading.text)
    except CodecError as error:
        return f"its text cannot be read ({error}): it was changed"
    return "" if digest == reading.fingerprint else "its text is not the one that was read: it was changed"
