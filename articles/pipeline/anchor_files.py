"""The format of anchors: what the last hash of each article's chain was at a moment, told outside of the database.

A file is lines of JSON, sealed: first an object, the header; then `[article, url, captures, hash]` for each article
whose chain grew. The header names the file before it in its folder by that file's SHA-256: none can be edited or
removed without the next one showing it.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from .sealing import NotWhole, seal, unseal

FORMAT = "stet-anchor-1"
_NAME = re.compile(r"anchor-(\d{6,})\.jsonl")


class NoAnchor(Exception):
    """The file is none that was written here, or not whole any more."""


class Anchored(NamedTuple):
    """That an article had so many captures, the last of them with this hash."""

    article: int
    url: str
    captures: int
    hash: str


@dataclass(frozen=True, slots=True)
class Header:
    """`follows` is the SHA-256 of the file before it, "" for the first. `newest` is the key of the newest capture, and
    `newest_hash` its hash: where the next file begins.
    """

    number: int
    made_at: datetime
    follows: str
    newest: int = 0
    newest_hash: str = ""


def file_name(number: int) -> str:
    return f"anchor-{number:06}.jsonl"


def anchor_files(folder: Path) -> dict[int, Path]:
    """Those of the folder by their numbers, in order."""
    named = [(_NAME.fullmatch(path.name), path) for path in folder.glob("anchor-*.jsonl")]
    return dict(sorted((int(match[1]), path) for match, path in named if match))


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lines_of(header: Header, anchored: Iterable[Anchored]) -> Iterator[bytes]:
    """The whole file."""
    told = {"format": FORMAT, **asdict(header), "made_at": header.made_at.astimezone(UTC).isoformat()}
    return seal(chain([told], anchored))


def read_header(path: Path) -> Header:
    """Raises NoAnchor."""
    with path.open("rb") as file:
        return _header(file.readline())


def read_anchored(path: Path) -> Iterator[Anchored]:
    """Its lines one by one. Raises NoAnchor after the last where the file is not whole: trust none of them then."""
    with path.open("rb") as file:
        try:
            for number, line in enumerate(unseal(file)):
                if number:
                    yield _anchored(line)
        except NotWhole as error:
            raise NoAnchor(str(error)) from error


def _header(line: bytes) -> Header:
    told = _parsed(line)
    if not isinstance(told, dict) or told.pop("format", None) != FORMAT:
        raise NoAnchor("its first line is not that of an anchor")
    try:
        return Header(**told | {"made_at": datetime.fromisoformat(told["made_at"])})
    except (KeyError, TypeError, ValueError) as error:
        raise NoAnchor("its first line was edited") from error


def _anchored(line: bytes) -> Anchored:
    told = _parsed(line)
    if not isinstance(told, list) or [type(one) for one in told] != [int, str, int, str]:
        raise NoAnchor("it was edited or cut off")
    return Anchored(*told)


def _parsed(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError as error:
        raise NoAnchor("it was edited or cut off") from error
