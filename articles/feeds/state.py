"""All that the items of a feed are made of, as one query tells it: what its ETag and all that is kept stand for."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from django.db.models import F

from articles.models import Change, left_out_of_changes
from articles.models.change import ChangeQuerySet

TOLD = (
    *("pk", "number", "from_number", "to_number", "not_before", "not_after", "is_return", "flapping"),
    *("headline", "old_headline", "words_removed", "words_added", "summary", "kinds", "score", "minor"),
    *("silent", "diff_version", "source__name", "source__slug", "article__language"),
)
"""What items tell of a change, and of what it belongs to."""
READ = ("from_version__reading", "to_version__reading")
"""By which its texts were read again, if they were."""
_told = attrgetter(*(name.replace("__", ".") for name in TOLD))
_annotated = attrgetter("read_from", "read_to", *left_out_of_changes())


def with_state(changes: ChangeQuerySet) -> ChangeQuerySet:
    """These, each ready for `state_of`, in the same query."""
    readings = {name: F(reading) for name, reading in zip(("read_from", "read_to"), READ, strict=True)}
    return changes.annotate(**readings, **left_out_of_changes())


def state_of(change: Change) -> Sequence[Any]:
    """Another one whenever an item or a diff of this change would say something else. It is from `with_state`, with its
    source and its article.
    """
    return [*_told(change), change.excerpt, change.headline_pieces, *_annotated(change)]
