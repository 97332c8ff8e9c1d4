"""What a reader searches for, as the address of the search page and of its feeds has it."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import QueryDict

from articles.search import Query, QueryError, Scope, parse, without_places

from .filtering import SLUG
from .legible import legible

IN_WORDS = {"": "", "text": "", "added": "among added words", "removed": "among removed words"}
ADDRESS = re.compile(r"https?://\S+|[^\s/?#\"“.]+\.[^\s/?#\"“]+/\S*", re.IGNORECASE)
"""An article's, as browsers show it: a host's name and a path. "4.1m" and "example.org" may be words of a text.

The first dot is the only one that is tried: of 250 kB of dots, whichever of them might have been it cost minutes.
"""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Search:
    """As it was asked, legible, each empty where nothing was. What is said of the source and of days beside the words
    wins over them.

    `scope` is a value of Scope, `source` a slug, `since` and `until` are whole days (UTC), the last one included.
    """

    words: str = ""
    scope: str = ""
    headlines: str = ""
    source: str = ""
    since: str = ""
    until: str = ""

    @property
    def query(self) -> str:
        """What stands in an address, always in the same order."""
        told = {
            "q": self.words,
            "in": self.scope,
            "headlines": self.headlines,
            "source": self.source,
            "since": self.since,
            "until": self.until,
        }
        return urlencode([(name, value) for name, value in told.items() if value])

    @property
    def is_address(self) -> bool:
        """Whether the words are an article's address, to be looked up."""
        return ADDRESS.fullmatch(self.words) is not None

    @property
    def told(self) -> str:
        """In words, for titles: "“port” among removed words, in headlines, since 2026-11-24"."""
        parts = (
            IN_WORDS.get(self.scope, ""),
            self.headlines and "in headlines",
            self.source and f"source {self.source}",
            self.since and f"since {self.since}",
            self.until and f"until {self.until}",
        )
        place, *others = parts
        words = self.words if '"' in self.words else f"“{self.words}”"
        return ", ".join(filter(None, [f"{words} {place}".strip(), *others]))

    def understood(self) -> Query:
        """Raises QueryError."""
        query = parse(self.words)
        since, until = _day("since", self.since), _day("until", self.until)
        if since and until and since > until:
            raise QueryError("No day is after “since” and before “until”: the first is the later one.")
        return replace(
            query,
            scope=_scope(self.scope) or query.scope,
            headlines=query.headlines or bool(self.headlines),
            sources=(_slug(self.source),) if self.source else query.sources,
            after=_midnight(since) if since else query.after,
            before=_midnight(min(until, date.max - ONE_DAY) + ONE_DAY) if until else query.before,
        )


def read_search(asked: QueryDict) -> Search:
    """Whatever is asked for. Where to search is the form's: what `in:` says among the words moves there, so that the
    two never differ; it was typed, and wins over what the form had. "All text" needs no saying.
    """
    words, scope, headlines, source, since, until = (
        legible(asked.get(name, "")).strip() for name in ("q", "in", "headlines", "source", "since", "until")
    )
    words, typed, in_headlines = without_places(words)
    scope = typed or scope
    is_ticked = in_headlines or headlines
    return Search(
        words, "" if scope == Scope.TEXT else scope, "on" if is_ticked else "", source, since, until
    )


def _scope(text: str) -> Scope | None:
    if text and text not in list(Scope):
        raise QueryError(f"What is searched is text, added or removed, not {_quoted(text)}.")
    return Scope(text) if text else None


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise QueryError(f"There is no source {_quoted(text)}.")
    return text


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise QueryError(f"“{name}” is a day like 2026-11-24, not {_quoted(text)}.") from error


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _quoted(text: str) -> str:
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
