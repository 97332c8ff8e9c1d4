"""The format of a backup: sealed lines of JSON, compressed by zstd; the first is the header, each further one a row."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import zstandard

from articles.pipeline import NotWhole, seal, unseal, whole_file

FORMAT = "stet-backup-1"
LEVEL = 6
Row = dict[str, Any]
"""As Django's serializers tell a row: `model`, `pk`, `fields`."""


class BadBackup(Exception):
    """The file is no backup, or not whole; nothing was written."""


@dataclass(frozen=True, slots=True)
class Header:
    """`counts` are the rows by their models; `migrations` those of the app that the database had."""

    made_at: datetime
    made_by: str
    made_of: str
    migrations: tuple[str, ...]
    counts: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def write_backup(path: Path, header: Header, rows: Iterable[Row]) -> None:
    """Whole or not at all, in the place of what was there."""
    told = {"format": FORMAT, **asdict(header), "made_at": header.made_at.astimezone(UTC).isoformat()}
    with whole_file(path, replaces=True) as file:
        compressor = zstandard.ZstdCompressor(level=LEVEL)  # the lines have a digest
        with compressor.stream_writer(file, closefd=False) as compressed:
            for line in seal(chain([told], rows), default=_moment):
                compressed.write(line)


def _moment(value: object) -> str:
    """To the microsecond, which Django's own encoder cuts off: captures are sealed with it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a backup")


def read_header(path: Path) -> Header:
    """That of a file that is whole to its end. Raises BadBackup."""
    lines = _lines(path)
    header = _header(next(lines, b""))
    for _ in lines:
        pass
    return header


def read_rows(path: Path) -> Iterator[Row]:
    """Raises BadBackup."""
    lines = _lines(path)
    next(lines, None)
    for line in lines:
        row: Row = json.loads(line)
        yield row


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        reader = io.BufferedReader(zstandard.ZstdDecompressor().stream_reader(file))
        try:
            yield from unseal(reader)
        except zstandard.ZstdError as error:
            raise BadBackup("it is no backup of Stet, or damaged.") from error
        except NotWhole as error:
            raise BadBackup(f"{error}: it is not whole.") from error


def _header(line: bytes) -> Header:
    try:
        told = json.loads(line)
        if told.pop("format") != FORMAT:
            raise BadBackup("it was made by another version of Stet, in another format.")
        times = {"made_at": datetime.fromisoformat(told["made_at"]), "migrations": tuple(told["migrations"])}
        return Header(**told | times)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadBackup("it is no backup of Stet.") from error
