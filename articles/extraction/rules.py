"""What an admin knows about a source's pages: CSS selectors and patterns, checked before any page is seen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

import soupsieve
from soupsieve import SelectorSyntaxError

from articles.extraction.errors import BadRules

_SELECTORS = ("headline", "body", "byline")
_LISTS = ("drop", "boilerplate")
_LONGEST = 1_000
_MOST = 200


@dataclass(frozen=True, slots=True)
class SiteRules:
    """Where a source's pages keep what, each part optional; raises BadRules on what cannot be used.

    `headline`, `byline`: CSS selectors, the first match counts. `body`: a CSS selector of the containers
    whose p, h2-h6, blockquote, li and figcaption elements are the text. `drop`: CSS selectors of what is
    taken out first. `boilerplate`: regular expressions; a block that one matches in full is left out.
    """

    headline: str = ""
    body: str = ""
    byline: str = ""
    drop: tuple[str, ...] = ()
    boilerplate: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in _SELECTORS:
            if getattr(self, name):
                _check_selector(name, getattr(self, name))
        for selector in self.drop:
            _check_selector("drop", selector)
        for pattern in self.boilerplate:
            _check_pattern(pattern)

    @classmethod
    def parse(cls, mapping: object) -> Self:
        """The rules that `mapping` (as read from JSON) states; BadRules names the fault in one line."""
        if not isinstance(mapping, Mapping):
            raise BadRules("Rules must be an object with named parts.")
        if unknown := [key for key in mapping if key not in {field.name for field in fields(cls)}]:
            raise BadRules(f"Unknown rule {_shown(unknown[0])}; known are {', '.join(_SELECTORS + _LISTS)}.")
        parts: dict[str, Any] = {name: _one(name, mapping[name]) for name in _SELECTORS if name in mapping}
        parts |= {name: _several(name, mapping[name]) for name in _LISTS if name in mapping}
        return cls(**parts)


def _one(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadRules(f"Rule {name!r} must be a text.")
    return value.strip()


def _several(name: str, values: object) -> tuple[str, ...]:
    if not isinstance(values, list | tuple):
        raise BadRules(f"Rule {name!r} must be a list of texts.")
    if len(values) > _MOST:
        raise BadRules(f"Rule {name!r} has more than {_MOST} entries.")
    return tuple(_one(name, value) for value in values)


def _check_selector(name: str, selector: str) -> None:
    _check_length(name, selector)
    try:
        soupsieve.compile(selector)
    except (SelectorSyntaxError, ValueError, RecursionError) as error:
        raise BadRules(f"Rule {name!r} is no CSS selector: {_shown(selector)}.") from error


def _check_pattern(pattern: str) -> None:
    _check_length("boilerplate", pattern)
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise BadRules(f"Rule 'boilerplate' is no regular expression: {_shown(pattern)}.") from error


def _check_length(name: str, text: str) -> None:
    if not 0 < len(text) <= _LONGEST:
        raise BadRules(f"An entry of rule {name!r} must have 1 to {_LONGEST} characters.")


def _shown(value: object) -> str:
    return ascii(str(value)[:60])
