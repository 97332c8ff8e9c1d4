"""Stored snapshots read again, after the rules of a source or the extractor changed: history told as it is read now."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import (
    PAGE_UNREAD,
    Article,
    LeaseLost,
    Reading,
    Reextraction,
    SiteFurniture,
    Snapshot,
    Source,
    Version,
)
from articles.text import ArticleText
from articles.versioning import fingerprint, same, without_furniture

from .reading import NotRead, read_snapshot, read_stored
from .reholding import HeldAgain, reread_held, write_held_again
from .report import Postponed, Refusal
from .retelling import retell
from .stating import STATE_FIELDS


@dataclass(frozen=True, slots=True)
class Reread:
    """What another reading makes of a version: another `text`, and the standing version that it then repeats.

    `of_page` is False where the page was not kept, and the text was made of the one before.
    """

    version: Version
    text: ArticleText
    repeats: Version | None
    of_page: bool = True

    @property
    def differs(self) -> bool:
        return not same(self.version.text, self.text)

    @property
    def is_news(self) -> bool:
        return self.differs or self.repeats != self.version.superseded_by

    def __str__(self) -> str:
        address = f"{self.version.article.url} version {self.version.number}"
        if self.repeats is not None:
            return f"{address}: repeats version {self.repeats.number}, superseded"
        if self.version.superseded_by is not None:
            return f"{address}: stands again"
        return f"{address}: reads otherwise now"


@dataclass(frozen=True, slots=True)
class Rereading:
    """What an article's `versions` and the texts that it `held` are, read by the reader of today."""

    versions: tuple[Reread, ...]
    held: tuple[HeldAgain, ...]

    @property
    def news(self) -> list[Reread]:
        return [one for one in self.versions if one.is_news]

    @property
    def readings(self) -> int:
        return sum(one.differs for one in self.versions)

    @property
    def superseded(self) -> int:
        return sum(one.repeats is not None for one in self.news)


def reread(article: Article) -> Rereading:
    """What the article's snapshots are, read with its source's rules and the extractor of today; nothing is written.

    Versions whose page is refused now keep their text, and those without a snapshot all but its boilerplate. Raises
    NotRead and Postponed where a page could not be read through no fault of its own.
    """
    furniture = SiteFurniture.objects.of(article.pk, article.source_id)
    standing: dict[str, Version] = {}
    found = []
    for version in article.versions.readable().select_related("superseded_by").order_by("number"):
        text, of_page = _read_again(article, version)
        repeats = standing.setdefault(fingerprint(without_furniture(text, furniture)[0]), version)
        found.append(Reread(version, text, repeats if repeats != version else None, of_page))
    current = next((one.text for one in found if one.version.pk == article.current_id), None)
    shown = without_furniture(current, furniture)[0] if current else None
    return Rereading(tuple(found), tuple(reread_held(article, shown, furniture)))


def _read_again(article: Article, version: Version) -> tuple[ArticleText, bool]:
    if version.read_by == article.source.reader:
        return version.text, True
    snapshot = Snapshot.objects.of(version.capture_id)
    try:
        if snapshot is None:
            return read_stored(version.page_text, article.source.rules), False
        return read_snapshot(snapshot, article.source.rules), True
    except NotRead:
        raise
    except Refusal:
        return version.text, snapshot is not None


def write_rereadings(article: Article, found: Rereading, now: datetime) -> None:
    """Append what `reread` found: versions that repeat another are superseded, changes between alike ones vanish.

    Captures, their chain, and all numbers stay. Raises LeaseLost where the story went on meanwhile.
    """
    reader = article.source.reader
    with transaction.atomic():
        article.lock_as_known()
        for one in found.news:
            if one.differs:
                Reading.objects.append(one.version, one.text, reader, one.of_page)
            Version.objects.filter(pk=one.version.pk).update(superseded_by=one.repeats)
        article.versions.filter(pk__in=[one.version.pk for one in found.versions if one.of_page]).update(
            read_by=reader
        )
        write_held_again(found.held, reader, now)
        retell(article)
        is_held = article.candidates.held().exists()
        Article.objects.filter(pk=article.pk).update(read_by=reader, is_held=is_held, **PAGE_UNREAD)


def catch_up(article: Article, now: datetime) -> None:
    """Read what is kept by the rules and the extractor of today, so that none of their changes looks like an edit.

    Texts that are held are read with it; those that then say what the standing one says are dropped. Raises LeaseLost,
    NotRead, Postponed, with nothing written.
    """
    if _is_behind(article):
        reread_and_tell(article, now)


def _is_behind(article: Article) -> bool:
    """Whether it was last told by another reader, or with other furniture."""
    reader, retell_after = article.source.reader, article.source.retell_after
    if article.is_held and article.candidates.held().exclude(read_by=reader).exists():
        return True
    awaits_furniture = retell_after is not None and article.pk > retell_after
    return article.current_id is not None and (article.read_by != reader or awaits_furniture)


def reread_and_tell(article: Article, now: datetime) -> None:
    """Tell the article's history as it is read now: by rules, extractor and furniture. Raises as `catch_up`."""
    found = reread(article)
    with transaction.atomic():
        write_rereadings(article, found, now)
        _note(article, found, now)
    article.refresh_from_db(fields=[*STATE_FIELDS, "spurious_count", "is_held"])


def _note(article: Article, found: Rereading, now: datetime) -> None:
    """It counts to the run that the desk asked for, whoever was first to read; else what it superseded is told."""
    by_reader = article.read_by != article.source.reader
    run = Reextraction.objects.under_way(article.source).first() if by_reader else None
    if run is not None:
        run.add(found.readings, found.superseded)
    elif any(one.repeats != one.version.superseded_by for one in found.news):
        _note_outside_a_run(article, found, now)


def _note_outside_a_run(article: Article, found: Rereading, now: datetime) -> None:
    by_reader = article.read_by and article.read_by != article.source.reader
    reason = "rules or extractor changed" if by_reader else "site furniture was learned or released"
    told = {"source": article.source, "article": article, "reason": reason}
    entry = Reextraction.objects.create(started_at=now, **told)
    entry.add(found.readings, found.superseded)
    entry.finish(now)


@dataclass(frozen=True, slots=True)
class Progress:
    """One article of a run: how many are `done` of `total`, and what was `found`, or why it was skipped."""

    done: int
    total: int
    article: Article
    found: Rereading | None
    skipped: str = ""


def reextract(
    source: Source | None,
    who: str,
    reason: str,
    now: datetime,
    dry_run: bool = False,
    rules: Mapping[str, Any] | None = None,
) -> Generator[Progress, None, None]:
    """Read all snapshots of a source (or of all) again, one article after the other.

    Resumable: what was read by these rules and this extractor already is not read again. An article that a check wrote
    to twice meanwhile, or whose pages could not be read now, is skipped. With `dry_run` nothing is written; it may be
    one of other `rules` than the source's.
    """
    articles = Article.objects.exclude(current=None).order_by("pk")
    keys = list((articles.filter(source=source) if source else articles).values_list("pk", flat=True))
    run = Reextraction(source=source, who=who, reason=reason, started_at=now)
    if not dry_run:
        run.save()
    try:
        for done, key in enumerate(keys, start=1):
            article = _fresh(key)
            if rules is not None:
                article.source.rules = dict(rules)
            if not _is_behind(article):
                continue
            found, skipped = _reextract(article, now, dry_run)
            if not dry_run and found:
                run.add(found.readings, found.superseded)
            elif not dry_run:
                run.skip()
            yield Progress(done, len(keys), article, found, skipped)
    finally:
        if not dry_run:
            run.finish(timezone.now())


def _reextract(
    article: Article, now: datetime, dry_run: bool, again: bool = True
) -> tuple[Rereading | None, str]:
    try:
        found = reread(article)
        if not dry_run:
            write_rereadings(article, found, now)
    except LeaseLost as lost:
        return _reextract(_fresh(article.pk), now, dry_run, again=False) if again else (None, str(lost))
    except Postponed:
        return None, "no parsing process was free."
    except NotRead as refusal:
        return None, str(refusal)
    return found, ""


def _fresh(key: int) -> Article:
    return Article.objects.select_related("source", "current").get(pk=key)
