"""What a list of changes is narrowed to: read from its address, written into others, and asked of the database."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from articles.models import Change, Source
from articles.models.change import KIND_BITS, ChangeQuerySet

KINDS = {
    "headline": "Headlines",
    "number": "Figures",
    "quotation": "Quotations",
    "name": "Names",
    "negation": "Negations",
    "hedge": "Qualifying words",
    "correction-note": "Correction notes",
    "silent": "Silent",
}
"""What may be asked for, as one reads it; the keys are those of KIND_BITS."""
PERIODS = {
    "day": ("the last 24 hours", timedelta(hours=24)),
    "week": ("the last 7 days", timedelta(days=7)),
    "month": ("the last 30 days", timedelta(days=30)),
}
MOST_SOURCES = 50
OFFERED = 200
"""So many sources are offered for choice, those with most changes; others are reached from their own pages."""
HIGHEST = 100
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,80}")


class Link(NamedTuple):
    """A filter that can be set, or removed where it is: the list's query without it or with it."""

    text: str
    value: str
    query: str
    is_set: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """`kinds` are keys of KINDS, any of which will do; `score` is the least, `period` a key of PERIODS; `since` and
    `until` are whole days (UTC).
    """

    sources: tuple[Source, ...] = ()
    kinds: tuple[str, ...] = ()
    score: int = 0
    period: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What stands in an address, always in the same order."""
        pairs = [("source", source.slug) for source in self.sources]
        pairs += [("kind", kind) for kind in self.kinds]
        single = {"score": self.score, "period": self.period, "since": self.since, "until": self.until}
        return pairs + [(name, str(value)) for name, value in single.items() if value]

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    @property
    def kind_links(self) -> list[Link]:
        """Each kind, to be set beside the others or removed."""
        return [self._toggled("kind", kind, text) for kind, text in KINDS.items()]

    @property
    def set_links(self) -> list[Link]:
        """What else is set, each to be removed."""
        return [self._toggled(name, value, self._said(name, value)) for name, value in self._others]

    @property
    def told(self) -> str:
        """In words, for titles: "Figures or Names; significance 40 or more"; empty where all is shown."""
        kinds = " or ".join(KINDS[kind] for kind in self.kinds)
        return "; ".join([*filter(None, [kinds]), *(self._said(name, value) for name, value in self._others)])

    def narrow(self, changes: ChangeQuerySet, now: datetime) -> ChangeQuerySet:
        """Those of `changes` that match, by what the indexes of lists hold."""
        if len(self.sources) == 1:
            changes = changes.filter(source=self.sources[0])
        elif self.sources:
            changes = changes.of_any_source(source.pk for source in self.sources)
        if self.kinds:
            changes = changes.of_any_kind(self.kinds)
        if self.score:
            changes = changes.filter(score__gte=self.score)
        if self.period:
            changes = changes.filter(not_after__gt=now - PERIODS[self.period][1])
        if self.since:
            changes = changes.filter(not_after__gte=datetime.combine(self.since, time.min, UTC))
        if self.until:
            changes = changes.filter(not_after__lte=datetime.combine(self.until, time.max, UTC))
        return changes

    @property
    def _others(self) -> list[tuple[str, str]]:
        return [pair for pair in self.pairs if pair[0] != "kind"]

    def _toggled(self, name: str, value: str, text: str) -> Link:
        is_set = (name, value) in self.pairs
        pairs = [pair for pair in self.pairs if pair != (name, value)]
        return Link(text, value, urlencode(pairs if is_set else [*pairs, (name, value)]), is_set)

    def _said(self, name: str, value: str) -> str:
        match name:
            case "source":
                return next(source.name for source in self.sources if source.slug == value)
            case "score":
                return f"significance {value} or more"
            case "period":
                return PERIODS[value][0]
            case _:
                return f"{name} {date.fromisoformat(value):%-d %B %Y}"


class BadFilter(Exception):
    """An address asks for what no list has. `problems` say what, a sentence each; `understood` is the rest.

    It is refused and not left out: a list or a feed that shows something else than its address says misleads whoever
    cites it or subscribes to it.
    """

    def __init__(self, problems: Iterable[str], understood: Filter) -> None:
        self.problems = tuple(problems)
        self.understood = understood
        super().__init__(" ".join(self.problems))


def read_filter(asked: QueryDict, source: Source | None = None) -> Filter:
    """The filter in an address; empty values are none. On the list of one `source` others are not asked for.

    Raises BadFilter. One query where sources are named, else none.
    """
    reading = _Reading(asked)
    found = Filter(
        sources=() if source else reading.sources(),
        kinds=reading.kinds(),
        score=reading.score(),
        period=reading.period(),
        since=reading.day("since"),
        until=reading.day("until"),
    )
    problems = [*reading.problems, *_contradictions(found)]
    if problems:
        raise BadFilter(problems, found)
    return found


def offered_sources(chosen: Filter) -> list[Source]:
    """Those that a form offers, by name, and those that are chosen: names and slugs, one query."""
    most = Source.objects.order_by("-changes_count").only("name", "slug")[:OFFERED]
    return sorted({*most, *chosen.sources}, key=lambda source: source.name.casefold())


def narrowed(chosen: Filter, now: datetime, source: Source | None = None) -> ChangeQuerySet:
    """The changes that match, of all sources or of one; hidden ones too."""
    return chosen.narrow(Change.objects.all() if source is None else source.changes.all(), now)


@dataclass(frozen=True, slots=True)
class _Reading:
    asked: QueryDict
    problems: list[str] = field(default_factory=list)

    def sources(self) -> tuple[Source, ...]:
        slugs = self._all("source")
        if len(slugs) > MOST_SOURCES:
            self.problems.append(f"No more than {MOST_SOURCES} sources can be asked for at once.")
            return ()
        sound = [slug for slug in slugs if SLUG.fullmatch(slug)]
        found = {one.slug: one for one in Source.objects.filter(slug__in=sound)} if sound else {}
        self.problems.extend(f"No source is called {_quoted(slug)}." for slug in slugs if slug not in found)
        return tuple(found[slug] for slug in sorted(found))

    def kinds(self) -> tuple[str, ...]:
        asked = self._all("kind")
        for kind in asked:
            if kind not in KIND_BITS:
                self.problems.append(f"There is no kind {_quoted(kind)}; the kinds are {', '.join(KINDS)}.")
        return tuple(kind for kind in KINDS if kind in asked)

    def score(self) -> int:
        text = self.asked.get("score", "").strip() or "0"
        if re.fullmatch("[0-9]{1,3}", text) and int(text) <= HIGHEST:
            return int(text)
        self.problems.append(f"The least significance is a whole number from 0 to 100, not {_quoted(text)}.")
        return 0

    def period(self) -> str:
        text = self.asked.get("period", "").strip()
        if text in PERIODS or not text:
            return text
        self.problems.append(f"There is no period {_quoted(text)}; the periods are {', '.join(PERIODS)}.")
        return ""

    def day(self, name: str) -> date | None:
        text = self.asked.get(name, "").strip()
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problems.append(f"“{name}” is a day like 2026-11-24, not {_quoted(text)}.")
            return None

    def _all(self, name: str) -> list[str]:
        """Each value once, in the order asked."""
        return list(dict.fromkeys(filter(None, map(str.strip, self.asked.getlist(name)))))


def _contradictions(found: Filter) -> Iterator[str]:
    if found.since and found.until and found.since > found.until:
        yield "No day is after “since” and before “until”: the first is the later one."
    if found.period and (found.since or found.until):
        yield "A period and days exclude each other: ask for one of them."


def _quoted(text: str) -> str:
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
