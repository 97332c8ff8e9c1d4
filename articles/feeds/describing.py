"""A change as HTML that says the same in a reader without styles, and in one that strips every tag but the text."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string

from articles.models import Change
from articles.publishing import diffs_of, lines_of

from .finding import Found

ROOM = 240_000
"""Characters of the texts that one answer compares: about 0.6 s of English prose."""


def diffs(changes: Sequence[Change]) -> list[str]:
    """Each diff whole as far as ROOM goes, then excerpts. Eight queries at most, however many there are."""
    prefetch_related_objects(
        changes, *(f"{end}_version__{of}base" for end in ("from", "to") for of in ("", "reading__"))
    )
    return [
        render_to_string(
            "articles/_feed_diff.html", {"line": line, "stretches": stretches, "site": settings.PUBLIC_URL}
        )
        for line, stretches in zip(lines_of(changes), diffs_of(changes, ROOM), strict=True)
    ]


def passages(found: Found, changes: Sequence[Change]) -> list[str]:
    """What was searched for as it came or went with each change, each passage around its first match."""
    return [
        render_to_string(
            "articles/_feed_found.html",
            {"change": change, "came": found.came.get(change.pk, ()), "went": found.went.get(change.pk, ())},
        )
        for change in changes
    ]
