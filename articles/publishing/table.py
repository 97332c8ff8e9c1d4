"""Changes as a table (CSV), for spreadsheets and statistics."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from articles.models import Change
from articles.models.change import ChangeQuerySet

from .listing import stretch_of
from .places import Cursor, written

LONGEST = 5_000
"""Rows of one table, about 2 MB; earlier changes are another."""
COLUMNS = (
    *(
        "change",
        "source",
        "article",
        "url",
        "from_version",
        "to_version",
        "not_before",
        "not_after",
        "is_return",
    ),
    *("headline", "old_headline", "words_added", "words_removed", "significance", "minor", "silent", "kinds"),
    "summary",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What spreadsheets take for a formula at the beginning of a cell (OWASP, "CSV Injection"), or skip before one."""


def table_of(changes: ChangeQuerySet, before: Cursor | None) -> tuple[str, Cursor | None]:
    """The newest of these that may be shown, from the place `before` on, as RFC 4180 has it; and where it goes on."""
    shown, older = stretch_of(changes, before, LONGEST)
    return _written(shown), older


def _written(changes: Iterable[Change]) -> str:
    lines = io.StringIO()
    table = csv.writer(lines)
    table.writerow(COLUMNS)
    table.writerows([_cell(value) for value in _row(change)] for change in changes)
    return lines.getvalue()


def _row(change: Change) -> list[Any]:
    return [
        f"{settings.PUBLIC_URL}{change.get_absolute_url()}",
        change.source.name,
        change.article_id,
        change.article.url,
        change.from_number,
        change.to_number,
        written(change.not_before),
        written(change.not_after),
        int(change.is_return),
        change.headline,
        change.old_headline,
        change.words_added,
        change.words_removed,
        change.score,
        int(change.minor),
        int(change.silent),
        "; ".join(change.kinds),
        change.summary,
    ]


def _cell(value: Any) -> Any:
    """Text from the network is never a formula: an apostrophe before it makes spreadsheets show it as it is."""
    if not isinstance(value, str):
        return value
    text = value.replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
