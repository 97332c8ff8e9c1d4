"""What a visit came to."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from articles.models import Article, Feed
from articles.versioning import Outcome

Clock = Callable[[], datetime]
"""The pass's clock: all that is stored is told by it. It stands still in a replay."""


class Refusal(Exception):
    """Nothing usable came: the outcome that stands instead, and why."""

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(outcome, reason)
        self.outcome = outcome
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class Postponed(Exception):
    """Nothing was fetched that counts: the row stays due, and its host rests until `until` (real time)."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class Report:
    """What a visit came to; its text is one line."""

    url: str
    outcome: Outcome
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.outcome:<12} {self.url}" + (f"  ({self.detail})" if self.detail else "")


PLAIN = re.compile(r"[!#-<>-\[\]-~]+")
"""Printable ASCII that needs no quotes: no space, quotation mark, equals sign or backslash."""


def line_of(row: Feed | Article, report: Report, seconds: float) -> str:
    """The log's line for one visit, `key=value` by `key=value`; what is not plain is quoted as in JSON, in ASCII."""
    told = {
        "visit": "feed" if isinstance(row, Feed) else "article",
        "id": row.pk,
        "source": row.source_id,
        "host": row.host.address,
        "outcome": report.outcome,
        "seconds": f"{seconds:.3f}",
        "url": report.url,
        "detail": report.detail,
    }
    return " ".join(f"{key}={_quoted(str(value))}" for key, value in told.items())


def _quoted(value: str) -> str:
    return value if PLAIN.fullmatch(value) else json.dumps(value)
