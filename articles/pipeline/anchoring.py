"""Anchors: what the chains of captures were, kept outside of the database, so that no rewriting of it goes unnoticed.

A chain that is cut off at its end, rewritten with all its hashes, or deleted whole is sound in itself. Only who keeps
elsewhere what it was can tell.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, Capture

from .anchor_files import (
    Anchored,
    Header,
    NoAnchor,
    anchor_files,
    digest_of,
    file_name,
    lines_of,
    read_anchored,
    read_header,
)
from .faults import Fault
from .sealing import whole_file

LATE = 500
"""So many of the captures before the newest of an anchor are looked at by the next once more: on PostgreSQL a
transaction that took its key before may end after."""
DAILY = timedelta(days=1)
AT_ONCE = 500


def write_anchor(folder: Path, now: datetime) -> Path:
    """Anchor what grew since the last anchor of the folder, and all where that one is of another database.

    Raises FileExistsError where another process does it at this moment.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = anchor_files(folder)
    number = max(known, default=0) + 1
    follows = digest_of(known[number - 1]) if known else ""
    newest = Capture.objects.order_by("-pk").values_list("pk", "hash").first() or (0, "")
    header = Header(number, now, follows, *newest)
    grown = _grown_since(_where_to_begin(known.get(number - 1)))
    path = folder / file_name(number)
    with whole_file(path, replaces=False) as file:
        file.writelines(lines_of(header, grown))
    return path


def anchor_daily(folder: Path, now: datetime) -> Path | None:
    """Write an anchor where the last one is a day old; None where it is not, or another process was first."""
    last = newest_anchor(folder)
    if last is not None and timedelta(0) <= now - last < DAILY:
        return None
    with suppress(FileExistsError):
        return write_anchor(folder, now)
    return None


def newest_anchor(folder: Path) -> datetime | None:
    """When the last anchor of the folder was made; None where there is none that can be read."""
    known = anchor_files(folder)
    try:
        return read_header(known[max(known)]).made_at if known else None
    except NoAnchor:
        return None


def _where_to_begin(last: Path | None) -> int:
    """The key of a capture: those above it are anchored."""
    try:
        header = read_header(last) if last else None
    except NoAnchor:
        return 0
    if header is None or not Capture.objects.filter(pk=header.newest, hash=header.newest_hash).exists():
        return 0  # the database is another one, as after a restore
    return header.newest - LATE


def _grown_since(key: int) -> Iterator[Anchored]:
    later = Capture.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
    last: QuerySet[Capture] = Capture.objects.filter(~Exists(later), pk__gt=key).order_by("article")
    for article, url, number, sealed in last.values_list(
        "article", "article__url", "number", "hash"
    ).iterator():
        yield Anchored(article, url, number + 1, sealed)


# Checking -------------------------------------------------------------------------------------------------


def check_anchors(folder: Path) -> Iterator[Fault]:
    """Where the anchors of the folder, or what they anchor, is not as it was. Each article is told of once.

    What a file says that is not whole is not looked at.
    """
    told: set[int] = set()
    due, digest = 1, ""
    for number, path in anchor_files(folder).items():
        try:
            what = _fault_of_file(path, number, due, digest)
            for _ in read_anchored(path):
                pass
        except NoAnchor as error:
            yield Fault(path.name, str(error))
        else:
            yield from [Fault(path.name, what)] if what else []
            yield from _faults_of_anchored(path, told)
        due, digest = number + 1, digest_of(path)


def _fault_of_file(path: Path, number: int, due: int, digest: str) -> str:
    """`due` is the number that it should have, `digest` that of the file before it. Raises NoAnchor."""
    if number != due:
        return f"{file_name(due)} should be before it: it was removed"
    header = read_header(path)
    if header.number != number:
        return f"it says that it is number {header.number}: it was renamed"
    return "" if header.follows == digest else "it does not follow the file before it, which was edited"


def _faults_of_anchored(path: Path, told: set[int]) -> Iterator[Fault]:
    lines = read_anchored(path)
    while some := list(islice(lines, AT_ONCE)):
        fresh = [one for one in some if one.article not in told]
        urls, hashes = _kept_of(fresh)
        for one in fresh:
            if what := _fault_of(one, urls.get(one.article), hashes.get((one.article, one.captures))):
                told.add(one.article)
                yield Fault(f"article {one.article} ({one.url}), by {path.name}", what)


def _kept_of(anchored: Sequence[Anchored]) -> tuple[dict[int, str], dict[tuple[int, int], str]]:
    """The addresses of these articles, and by article and number of captures the hash of the last of them."""
    articles = [one.article for one in anchored]
    captures = Capture.objects.filter(article__in=articles, number__in={one.captures - 1 for one in anchored})
    rows = captures.values_list("article", "number", "hash")
    urls = dict(Article.objects.filter(pk__in=articles).values_list("pk", "url"))
    return urls, {(article, number + 1): sealed for article, number, sealed in rows}


def _fault_of(one: Anchored, url: str | None, sealed: str | None) -> str:
    if url is None:
        return f"it is gone with all its captures ({one.captures}): it was deleted"
    if url != one.url:
        return f"its address is {url} now: it was changed, or the article replaced by another"
    if sealed is None:
        return f"it has fewer captures than then ({one.captures}): the end of its chain was cut off"
    if sealed != one.hash:
        return f"capture {one.captures - 1} has another hash now: the chain was written anew"
    return ""
