"""Changes as a table (CSV), for spreadsheets and statistics."""

import csv
import io
import re
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
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 -- full-width, as some take them too
"""What spreadsheets take for a formula at the beginning of a cell (OWASP, "CSV Injection")."""
SKIPPED = ("\t", "\r", "\n")
"""What they skip before one; other white space and marks that are not seen are looked behind."""
UNSEEN = "\ufeff\u200b\u200e\u200f"


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
    return f"'{text}" if text.startswith(SKIPPED) or _bare(text).startswith(SIGNS) else text


def _bare(text: str) -> str:
    """Without white space and unseen marks before it, in whatever order they stand."""
    return re.sub(rf"\A[\s{UNSEEN}]+", "", text)
