"""The one door of all feeds: changes and the facts of their channel become an answer in any format."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
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
from .state import state_of, with_state
from .writing import write

KEPT_FOR = 600
"""Seconds: it is written once for all readers that poll meanwhile."""
BEGINNING = datetime.min.replace(tzinfo=UTC)


class Shown(NamedTuple):
    """What a feed shows: `state`, all that its items are made of, and its changes, newest first with their sources
    and articles. They are asked for only where the reader has not this state. `modified` is the newest one's time, if
    that may date the feed.
    """

    state: Sequence[Any]
    changes: Callable[[], Sequence[Change]]
    modified: datetime | None = None


def answer(request: HttpRequest, form: Format, channel: Channel, shown: Shown) -> HttpResponse:
    """The feed, or 304 where the reader has it: decided on rows alone, before anything is compared."""
    etag = _etag(form, channel, shown.state, accepts_gzip(request))
    modified = int(shown.modified.timestamp()) if shown.modified else None
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        text = caches["answers"].get(etag) or _written(form, channel, shown, etag)
        response = HttpResponse(text, content_type=f"{form.media_type}; charset=utf-8")
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    return response


def _written(form: Format, channel: Channel, shown: Shown, etag: str) -> str:
    """The ETag stands for all that the feed is made of, so that it finds the very same text again."""
    text = write(form, channel, items_of(channel, form, shown.changes()))
    caches["answers"].set(etag, text, KEPT_FOR)
    return text


def newest(changes: ChangeQuerySet, longest: int) -> Shown:
    """The newest of these that may be shown, and whether their feed has a date. One query.

    While a hidden row stands in their range it has none, only an ETag: a reader that asks by date would keep what
    was withheld.
    """
    visible = changes.visible().newest_first()
    end = Subquery(visible.values("not_after")[longest - 1 : longest])
    hidden = changes.filter(hidden=True, not_after__gte=Coalesce(end, BEGINNING))
    found = list(with_state(in_full(visible, longest)).annotate(beside_hidden=Exists(hidden)))
    is_dated = bool(found) and not found[0].beside_hidden
    return Shown(list(map(state_of, found)), lambda: found, found[0].not_after if is_dated else None)


def _etag(form: Format, channel: Channel, told: Sequence[Any], compressed: bool) -> str:
    channel_told = [channel.title, channel.about, channel.feed]
    state = json.dumps([form, settings.PUBLIC_URL, *channel_told, told, compressed], default=str)
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
