"""Places in lists, as addresses have them: a list continues from the last row seen, never from a count."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple, Self


class BadCursor(Exception):
    """A place in a list that no page of ours names."""


class Cursor(NamedTuple):
    """The last row of a page, as an address has it: `2026-11-24T10:31:00Z,4711`."""

    not_after: datetime
    pk: int

    @classmethod
    def parse(cls, text: str) -> Self:
        moment, _, pk = text.rpartition(",")
        try:
            cursor = cls(parse_moment(moment), int(pk))
        except ValueError as error:
            raise BadCursor(text) from error
        if not 0 <= cursor.pk < 2**63:
            raise BadCursor(text)
        return cursor

    @classmethod
    def asked_for(cls, query: Mapping[str, str]) -> Self | None:
        """Where a list that an address asks for goes on; None where it begins. Raises BadCursor."""
        before = query.get("before")
        return cls.parse(before) if before else None

    def __str__(self) -> str:
        return f"{written(self.not_after)},{self.pk}"


def written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def parse_moment(text: str) -> datetime:
    """A time with its zone, in UTC. Raises BadCursor, also where UTC has no such year as its zone makes of it."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise BadCursor(text)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadCursor(text) from error
