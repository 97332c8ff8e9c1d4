"""Lines of JSON that tell by themselves whether they are whole, and files that are there whole or not at all."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any


class NotWhole(Exception):
    """The lines are not those that were sealed: edited, cut off, or never sealed."""


def seal(values: Iterable[object], default: Callable[[Any], object] | None = None) -> Iterator[bytes]:
    """A line for each value, and a last one that has their number and the SHA-256 of all that is before it."""
    whole, count = hashlib.sha256(), 0
    for value in values:
        line = _line(value, default)
        whole.update(line)
        count += 1
        yield line
    yield _line({"lines": count, "sha256": whole.hexdigest()})


def unseal(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines but the last. Raises NotWhole after them: whoever must know before reads them twice."""
    whole, count, before = hashlib.sha256(), 0, b""
    for line in lines:
        if before:
            yield before
            whole.update(before)
            count += 1
        before = line
    try:
        is_whole = json.loads(before) == {"lines": count, "sha256": whole.hexdigest()}
    except ValueError:
        is_whole = False
    if not is_whole:
        raise NotWhole("it was edited or cut off")


def _line(value: object, default: Callable[[Any], object] | None = None) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=default).encode() + b"\n"


@contextmanager
def whole_file(path: Path, replaces: bool) -> Iterator[IO[bytes]]:
    """A file of its owner alone that gets its name once all is written and on the disk.

    With `replaces` it takes the place of another; else that raises FileExistsError, whoever was first.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:  # made 0600
        try:
            yield draft
            draft.flush()
            os.fsync(draft.fileno())
            if replaces:
                Path(draft.name).replace(path)
            else:
                path.hardlink_to(draft.name)
            _sync_folder(path.parent)
        finally:
            Path(draft.name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
