"""The one door of all feeds: changes and the facts of their channel become an answer in any format."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from articles.models import Change
from articles.models.change import ChangeQuerySet
from articles.publishing import Format, in_full
from articles.publishing.compressing import accepts_gzip

from .channel import Channel, items_of
from .writing import write

BEGINNING = datetime.min.replace(tzinfo=UTC)


class Shown(NamedTuple):
    """A feed's changes, newest first, with their sources; `is_dated` tells whether the newest may date it. `beside` is
    the text that its items tell and that stands on no change.
    """

    changes: Sequence[Change]
    is_dated: bool = False
    beside: Sequence[str] = ()


def answer(request: HttpRequest, form: Format, channel: Channel, shown: Shown) -> HttpResponse:
    """The feed, or 304 where the reader has it: decided on the rows alone, before anything is compared."""
    etag = _etag(form, channel, shown, accepts_gzip(request))
    modified = int(shown.changes[0].not_after.timestamp()) if shown.is_dated and shown.changes else None
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        text = write(form, channel, items_of(channel, form, shown.changes))
        response = HttpResponse(text, content_type=f"{form.media_type}; charset=utf-8")
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    return response


def newest(changes: ChangeQuerySet, longest: int) -> Shown:
    """The newest of these that may be shown, and whether their feed has a date. One query.

    While a hidden row stands in their range it has none, only an ETag: a reader that asks by date would keep what
    was withheld.
    """
    visible = changes.visible().newest_first()
    end = Subquery(visible.values("not_after")[longest - 1 : longest])
    hidden = changes.filter(hidden=True, not_after__gte=Coalesce(end, BEGINNING))
    found = list(in_full(visible, longest).annotate(beside_hidden=Exists(hidden)))
    return Shown(found, bool(found) and not found[0].beside_hidden)


def _etag(form: Format, channel: Channel, shown: Shown, compressed: bool) -> str:
    """Over all that items are made of, and their coding. Where texts are read otherwise, their changes show it."""
    told = [
        [
            *(
                c.pk,
                c.not_after.isoformat(),
                c.source.name,
                c.headline,
                c.summary,
                c.excerpt,
                c.kinds,
                c.score,
            ),
            *(c.words_removed, c.words_added, c.diff_version, c.flapping, c.minor),
        ]
        for c in shown.changes
    ]
    channel_told = [channel.title, channel.about, channel.feed]
    state = json.dumps([form, settings.PUBLIC_URL, *channel_told, told, shown.beside, compressed])
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
