"""The rules that ship for well-known outlets: where a source starts before its admin knows better."""

import json
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any


def starter_rules(site: str) -> dict[str, Any]:
    """The rules for `site`, a host such as "bbc.com", in the form that SiteRules.parse takes; {} where none ship.

    A host has the rules of the nearest domain above it: "www.bbc.com" those of "bbc.com". The caller may change
    what it is given.
    """
    return deepcopy(next((_shipped()[domain] for domain in _domains(site) if domain in _shipped()), {}))


def _domains(host: str) -> list[str]:
    labels = host.lower().rstrip(".").split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    """By domain; where the file names another domain in place of rules, both have the same."""
    text = resources.files("articles.extraction").joinpath("starter_rules.json").read_text(encoding="utf-8")
    written = json.loads(text)
    return {
        domain: written.get(rules, rules) if isinstance(rules, str) else rules
        for domain, rules in written.items()
    }
