"""The architecture page says what the code is; the deployment page names what there is."""

import re
import tomllib

import pytest
from django.apps import apps
from django.core.management import get_commands

from tests.conftest import ROOT
from tests.deployment import compose

ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()
DEPLOYMENT = (ROOT / "docs" / "deployment.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
PAGES = {
    "README.md": (ROOT / "README.md").read_text(),
    "architecture": ARCHITECTURE,
    "deployment": DEPLOYMENT,
    "operations": OPERATIONS,
}


def test_the_layers_are_those_that_import_linter_holds() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract.get("containers") == ["articles"]]
    held = [[name for name in layer.split(" | ") if not is_absent(name)] for layer in layers]
    drawn = [
        re.findall(r"\w+", label) for _, label in sorted(re.findall(r'\b(L\d)\["(.+?)"\]', ARCHITECTURE))
    ]
    assert drawn == [[name.strip("()") for name in layer] for layer in held]


def is_absent(name: str) -> bool:
    """Optional layers, in brackets, are drawn once they are there."""
    room = ROOT / "articles" / name.strip("()")
    return name.startswith("(") and not (room.is_dir() or room.with_suffix(".py").exists())


def test_the_schema_is_that_of_the_models() -> None:
    models = apps.get_app_config("articles").get_models()
    relations = [
        (field.remote_field.model.__name__, "|o" if field.null else "||", model.__name__, field.name)
        for model in models
        for field in model._meta.fields
        if field.remote_field and not model._meta.proxy
    ]
    drawn = re.findall(r"^ +(\w+) (\|\||\|o)--o[{|] (\w+) : (\w+)$", ARCHITECTURE, re.MULTILINE)
    assert sorted(drawn) == sorted(relations)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_files_that_are_named_are_there(page: str) -> None:
    named = re.findall(r"`((?:articles|tracker|docs|tests)/[\w/.]*)`", page)
    linked = [link.partition("#")[0] for link in re.findall(r"\]\((?!https?:)([^)#]+)", page)]
    folder = ROOT if page is PAGES["README.md"] else ROOT / "docs"
    assert all((ROOT / name).exists() for name in named)
    assert all((folder / link).exists() for link in linked)


def test_every_service_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)` \| ", DEPLOYMENT, re.MULTILINE)
    assert explained == [*compose.STET, "postgres", "redis"]


def test_commands_that_are_named_are_there() -> None:
    known = get_commands()
    named = {
        name for page in PAGES.values() for name in re.findall(r"(?:run manage|manage\.py) ([a-z_]+)", page)
    }
    assert {"backup", "restore", "verify", "anchors", "doctor"} <= named
    assert named <= known.keys()


def test_log_lines_to_search_for_are_written_somewhere() -> None:
    code = "".join(path.read_text() for path in (ROOT / "articles").rglob("*.py"))
    for said in ("is no longer leased to this check.", "Nothing was written; it stays due.", "A visit to "):
        assert said in OPERATIONS
        assert said in code
