"""Stored snapshots read again, after the rules of a source or the extractor changed: history told as it is read now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Reading, Reextraction, SiteFurniture, Snapshot, Source, Version
from articles.text import ArticleText
from articles.versioning import fingerprint, same, without_furniture

from .reading import read_snapshot, reader_of
from .report import Refusal
from .retelling import retell
from .stating import STATE_FIELDS


@dataclass(frozen=True, slots=True)
class Reread:
    """What another reading makes of a version: another `text`, and the standing version that it then repeats."""

    version: Version
    text: ArticleText
    repeats: Version | None

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


def reread(article: Article) -> list[Reread]:
    """What the article's snapshots are, read with its source's rules and the extractor of today; nothing is written.

    Versions without a snapshot, and those whose page is refused now, keep their text.
    """
    furniture = SiteFurniture.objects.of(article.pk, article.source_id)
    standing: dict[str, Version] = {}
    found = []
    for version in article.versions.readable().select_related("superseded_by").order_by("number"):
        text = _read_again(article, version)
        repeats = standing.setdefault(fingerprint(without_furniture(text, furniture)[0]), version)
        found.append(Reread(version, text, repeats if repeats != version else None))
    return [one for one in found if one.is_news]


def _read_again(article: Article, version: Version) -> ArticleText:
    snapshot = Snapshot.objects.select_related("base", "capture").filter(capture=version.capture_id).first()
    if snapshot is None or version.read_by == reader_of(article.source.rules):
        return version.text
    try:
        return read_snapshot(snapshot, article.source.rules)
    except Refusal:
        return version.text


def write_rereadings(article: Article, found: list[Reread]) -> None:
    """Append what `reread` found: versions that repeat another are superseded, changes between alike ones vanish.

    Captures, their chain, and all numbers stay. Raises LeaseLost where the story went on meanwhile.
    """
    read_by = reader_of(article.source.rules)
    with transaction.atomic():
        article.lock_as_known()
        for one in found:
            if one.differs:
                Reading.objects.append(one.version, one.text, read_by)
            Version.objects.filter(pk=one.version.pk).update(superseded_by=one.repeats)
        article.versions.update(read_by=read_by)
        if found:
            retell(article)
        fields = {
            "read_by": read_by,
            "body_sha256": "",
            "page_fingerprint": "",
            "etag": "",
            "last_modified": "",
        }
        Article.objects.filter(pk=article.pk).update(**fields)


def catch_up(article: Article) -> None:
    """Read what is kept by the rules and the extractor of today, so that none of their changes looks like an edit."""
    if article.current_id and article.read_by != reader_of(article.source.rules):
        reread_and_tell(article)


def reread_and_tell(article: Article) -> None:
    """Tell the article's history as it is read now: by rules, extractor and furniture."""
    write_rereadings(article, reread(article))
    article.refresh_from_db(fields=[*STATE_FIELDS, "spurious_count"])


def reextract(
    source: Source | None, who: str, reason: str, now: datetime, dry_run: bool = False
) -> Iterator[tuple[int, int, list[Reread]]]:
    """Read all snapshots of a source (or of all) again: (articles done, articles in all, what changes) one by one.

    Resumable: what was read by these rules and this extractor already is not read again. With `dry_run` nothing is
    written.
    """
    articles = Article.objects.exclude(current=None).order_by("pk")
    articles = articles.filter(source=source) if source else articles
    total = articles.count()
    run = Reextraction(source=source, who=who, reason=reason, started_at=now)
    if not dry_run:
        run.save()
    for done, article in enumerate(articles.select_related("source", "current").iterator(100), start=1):
        if article.read_by == reader_of(article.source.rules):
            continue
        found = reread(article)
        if not dry_run:
            write_rereadings(article, found)
            run.add(sum(one.differs for one in found), sum(one.repeats is not None for one in found))
        yield done, total, found
    if not dry_run:
        run.finish(timezone.now())
