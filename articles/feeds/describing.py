"""A change as HTML that says the same in a reader without styles, and in one that strips every tag but the text."""

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string

from articles.models import Change
from articles.publishing import Stretch, lines_of

from .finding import Found
from .keeping import whole_diffs

ROOM = 480_000
"""Characters of the texts that one answer compares where none of them was kept: 0.3 to 1.2 s of English prose."""


def diffs(changes: Sequence[Change]) -> list[str]:
    """Each diff whole as far as ROOM goes, then what lists have. Eight queries at most, however many there are."""
    whole = whole_diffs(changes, ROOM, _diff)
    return [html or _diff(change, None) for change, html in zip(changes, whole, strict=True)]


def passages(found: Found, changes: Sequence[Change]) -> list[str]:
    """What was searched for as it came or went with each change, each passage around its first match."""
    return [
        render_to_string(
            "articles/_feed_found.html",
            {"change": change, "came": found.came.get(change.pk, ()), "went": found.went.get(change.pk, ())},
        )
        for change in changes
    ]


def _diff(change: Change, stretches: Sequence[Stretch] | None) -> str:
    [line] = lines_of([change])
    context = {"line": line, "stretches": stretches, "site": settings.PUBLIC_URL, "article": change.article}
    return render_to_string("articles/_feed_diff.html", context)
