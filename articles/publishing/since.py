"""What changed since a reader was here last: from the version they know, or the time they came, to the latest text."""

from dataclasses import dataclass
from datetime import UTC, datetime

from articles.models import Article, Version

from .finding import find_versions


class BadPoint(Exception):
    """Neither a version's number nor a time."""


@dataclass(frozen=True, slots=True)
class Since:
    """`asked` is the time that was asked for, None where a version was; `changes` counts what was seen to change from
    then on, or from when that version was first seen.
    """

    older: Version
    newer: Version
    asked: datetime | None
    changes: int

    @property
    def before_the_first(self) -> bool:
        """Whether nothing is known of so long ago, so that the first text has to do."""
        return self.asked is not None and self.asked < self.older.first_seen_at


def versions_since(article: Article, point: str) -> Since:
    """From a version's number, or an ISO 8601 time (UTC where it names no zone), to the latest text that is shown.

    At a time, the text counts that stood then or, where that is hidden, the one before it. Raises BadPoint,
    Version.DoesNotExist where the article has no such version, Withheld where that one is hidden.
    """
    asked = None if is_number(point) else _moment(point)
    number = int(point) if asked is None else _standing(article, asked)
    older, newer = find_versions(article, number, _standing(article))
    changes = article.changes.visible().filter(not_after__gt=asked or older.first_seen_at)
    return Since(older, newer, asked, changes.count())


def is_number(text: str) -> bool:
    """Whether it can be a version's number."""
    return text.isascii() and text.isdecimal() and len(text) < 10


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadPoint(text) from error


def _standing(article: Article, until: datetime | None = None) -> int:
    """The number of the version that stood last, up to a time: of those that may be shown, the first if none did."""
    came = article.changes.filter(spurious=False, to_version__hidden_at=None)
    if until is not None:
        came = came.filter(not_after__lte=until)
    numbers = came.order_by("-number").values_list("to_version__superseded_by__number", "to_number").first()
    if numbers is not None:
        superseding, own = numbers
        return own if superseding is None else superseding
    shown = article.versions.filter(hidden_at=None, superseded_by=None).order_by("number")
    return shown.values_list("number", flat=True).first() or 0
