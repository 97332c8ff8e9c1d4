"""The public log of what was hidden: newest first, paged by keyset. Nothing of what is hidden is in it."""

from dataclasses import dataclass

from articles.models import Notice

from .places import Cursor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Notices:
    """`older` is the cursor of the next page, None at the end."""

    shown: tuple[Notice, ...]
    older: Cursor | None


def latest_notices(before: Cursor | None) -> Notices:
    """One page of the log, ready to be read."""
    rows = Notice.objects.newest_first().select_related("article__source", "version")
    if before is not None:
        rows = rows.before(*before)
    found = list(rows[: PAGE + 1])
    older = Cursor(found[PAGE - 1].hidden_at, found[PAGE - 1].pk) if len(found) > PAGE else None
    return Notices(tuple(found[:PAGE]), older)
