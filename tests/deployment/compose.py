"""docker-compose.yml and Dockerfile as Docker would read them, so that they and what the tests run cannot drift."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.conftest import ROOT

STET = ("migrate", "web", "worker", "beat")
"""The services that run this code; the others run what they are named after."""

DOCKERFILE = (ROOT / "Dockerfile").read_text()

_OPENING = re.compile(r"\$\{(\w+)(?::([-?]))?|\$\$")


def read(environment: Mapping[str, str]) -> dict[str, Any]:
    """The whole file, `<<` merged and `${…}` filled in from `environment`."""
    return {name: _fill(part, environment) for name, part in raw().items()}


def raw() -> dict[str, Any]:
    """The whole file with its `${…}` as they are written."""
    text = (ROOT / "docker-compose.yml").read_text()
    parts: dict[str, Any] = yaml.safe_load(text)
    return {name: part for name, part in parts.items() if not name.startswith("x-")}


def copied() -> list[str]:
    """Files and folders of the checkout that the image holds."""
    return [
        name for names in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE) for name in names.split()
    ]


def health_check(service: Mapping[str, Any]) -> list[str]:
    """The command that Docker would run, CMD and CMD-SHELL undone."""
    kind, *command = service["healthcheck"]["test"]
    return {"CMD": command, "CMD-SHELL": ["/bin/sh", "-c", *command]}[kind]


def _fill(part: Any, environment: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _fill(value, environment) for name, value in part.items()}
    if isinstance(part, list):
        return [_fill(value, environment) for value in part]
    return interpolate(part, environment) if isinstance(part, str) else part


def interpolate(text: str, environment: Mapping[str, str]) -> str:
    """`${NAME}`, `${NAME:-default}` (which may hold others), `${NAME:?message}` and `$$`.

    Raises KeyError with the message where a value is required and missing.
    """
    opening = _OPENING.search(text)
    if opening is None:
        return text
    before, name, kind = text[: opening.start()], opening[1], opening[2]
    if name is None:
        return before + "$" + interpolate(text[opening.end() :], environment)
    end = _closing(text, opening.end())
    otherwise, value = text[opening.end() : end], environment.get(name, "")
    if not value and kind == "?":
        raise KeyError(f"{name}: {otherwise}")
    if not value and kind == "-":
        value = interpolate(otherwise, environment)
    return before + value + interpolate(text[end + 1 :], environment)


def _closing(text: str, start: int) -> int:
    """Where the brace is that closes the one before `start`."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if not depth:
            return place
    raise ValueError(f"a brace is not closed: {text}")
