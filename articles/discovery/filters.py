"""Which entries of a feed become articles: patterns that include and exclude, by address, title and category."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

from articles.discovery.errors import DiscoveryError
from articles.discovery.patterns import BadPattern, compiled
from articles.discovery.values import Entry

WAYS = ("include", "exclude")
PARTS = ("url", "title", "category")
MOST_PATTERNS = 50
"""In all lists of one feed together."""


class BadFilters(DiscoveryError):
    """Filters that cannot be used: which list, which line of it, from 1, and what is wrong."""

    def __init__(self, way: str, part: str, line: int, what: str) -> None:
        super().__init__(way, part, line, what)
        self.way, self.part, self.line, self.what = way, part, line, what

    def __str__(self) -> str:
        return f"{self.way} by {self.part}, line {self.line}: {self.what}"


class Rule(NamedTuple):
    """A pattern that is looked for anywhere in one part of an entry; `search` is it compiled."""

    part: str
    pattern: str
    search: Any

    def matches(self, entry: Entry) -> bool:
        return any(self.search.search(text) for text in _texts_of(entry, self.part))


@dataclass(frozen=True, slots=True)
class EntryFilters:
    """An entry is kept where one pattern of `include` matches, or there is none, and none of `exclude` does."""

    include: tuple[Rule, ...] = ()
    exclude: tuple[Rule, ...] = ()

    @classmethod
    def parse(cls, mapping: Mapping[str, Mapping[str, list[str]]]) -> Self:
        """The filters as a feed keeps them: {"include": {"title": [pattern, ...]}, ...}. Raises BadFilters."""
        rules = {way: tuple(_rules(way, mapping.get(way) or {})) for way in WAYS}
        if sum(map(len, rules.values())) > MOST_PATTERNS:
            raise BadFilters(
                "exclude", PARTS[-1], MOST_PATTERNS, f"there are more than {MOST_PATTERNS} patterns."
            )
        return cls(**rules)

    def keep(self, entry: Entry) -> bool:
        return not self.why_not(entry)

    def why_not(self, entry: Entry) -> str:
        """Why an entry is left out, in words; "" where it is kept."""
        excluding = next((rule for rule in self.exclude if rule.matches(entry)), None)
        if excluding is not None:
            return f"its {_named(excluding.part)} matches {excluding.pattern}"
        if self.include and not any(rule.matches(entry) for rule in self.include):
            return "no pattern that includes matches it"
        return ""


def _rules(way: str, lists: Mapping[str, list[str]]) -> Iterator[Rule]:
    for part in PARTS:
        for line, pattern in enumerate(lists.get(part) or (), start=1):
            try:
                yield Rule(part, pattern, compiled(pattern))
            except BadPattern as error:
                raise BadFilters(way, part, line, str(error)) from error


def _texts_of(entry: Entry, part: str) -> tuple[str, ...]:
    if part == "category":
        return entry.categories
    return (entry.url if part == "url" else entry.title,)


def _named(part: str) -> str:
    return "address" if part == "url" else part
