"""What a feed answered, remembered: nobody asks its host for it twice.

Its first answer, from the look at it until it is added, and its last whole one, for the desk to try filters on.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from articles.discovery import Entry, EntryFilters, canonical_url
from articles.fetching import Hop, Response
from articles.models import Article, Feed, FeedCopy, Preview
from articles.versioning import Outcome

from .reading import NotRead, read_feed
from .report import Postponed, Refusal
from .visiting import Answer

HEADERS = ("Content-Type", "ETag", "Last-Modified", "Cache-Control")
"""Those that are read when it is added."""


def answer_of(preview: Preview) -> Answer:
    told = preview.answer
    hops = tuple(Hop(url, status) for url, status in told["hops"])
    response = Response(told["url"], told["status"], told["headers"], preview.body, hops)
    return Answer(response, *map(datetime.fromisoformat, told["times"]))


def renewed(remembered: Answer, not_modified: Answer) -> Answer:
    """The remembered answer, after a 304 said that it still stands."""
    newer = {name: value for name in HEADERS if (value := not_modified.response.headers.get(name, ""))}
    response = replace(remembered.response, headers={**remembered.response.headers, **newer})
    return Answer(response, not_modified.asked_at, not_modified.arrived_at)


def remember(preview: Preview, answer: Answer) -> None:
    """Put a feed's answer into a preview, which the caller saves."""
    response = answer.response
    headers = {name: response.headers.get(name, "").replace("\x00", "") for name in HEADERS}
    preview.answer = {
        "url": response.url,
        "status": response.status,
        "headers": headers,
        "hops": [[hop.url, hop.status] for hop in response.hops],
        "times": [answer.asked_at.isoformat(), answer.arrived_at.isoformat()],
    }
    preview.body = response.body


@dataclass(frozen=True, slots=True)
class Sorted:
    """An entry of the last poll: `why_not` it would become an article, "" where it would, and whether it is one."""

    entry: Entry
    why_not: str
    is_tracked: bool


@dataclass(frozen=True, slots=True)
class LastPoll:
    """The last whole answer of a feed, and what filters would have made of it."""

    fetched_at: datetime
    entries: tuple[Sorted, ...]

    @property
    def kept(self) -> int:
        return sum(not one.why_not for one in self.entries)

    @property
    def left_out(self) -> int:
        return len(self.entries) - self.kept


def filtered_last_poll(feed: Feed, filters: EntryFilters) -> LastPoll | None:
    """What these filters would have made of the feed's last whole answer; None where none is kept yet.

    Nothing is fetched. Raises NotRead.
    """
    copy = FeedCopy.objects.filter(feed=feed).first()
    if copy is None:
        return None
    response = Response(copy.url, HTTPStatus.OK, {"Content-Type": copy.content_type}, copy.body)
    try:
        entries = read_feed(Answer(response, copy.fetched_at, copy.fetched_at)).entries
    except Postponed as postponed:
        raise NotRead(Outcome.FAILED, "No parsing process was free; try once more.") from postponed
    except Refusal as refusal:
        raise NotRead(refusal.outcome, refusal.reason) from refusal
    known = Article.objects.known_by(canonical_url(entry.url) for entry in entries)
    news = (entry for entry in entries if entry.is_news)
    return LastPoll(
        copy.fetched_at,
        tuple(Sorted(one, filters.why_not(one), canonical_url(one.url) in known) for one in news),
    )
