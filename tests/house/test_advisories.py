"""No dependency has a known vulnerability: asked of the advisory database in CI, by pip-audit."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.servers import do_without

ASKED = "STET_TEST_AUDIT"
KNOWN = "django==3.2.0"
"""A release with published advisories: a database that knows none of it knows nothing."""


def audit(requirements: Path) -> list[dict[str, Any]]:
    """What pip-audit says of each pinned requirement; nothing where it could not ask."""
    command = [Path(sys.executable).parent / "pip-audit", "--requirement", requirements, "--format=json"]
    options = ["--disable-pip", "--no-deps", "--progress-spinner=off", "--timeout=10"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False, timeout=400)
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except ValueError:
        return []


def vulnerable(found: list[dict[str, Any]]) -> dict[str, list[str]]:
    return {
        f"{one['name']} {one['version']}": [advisory["id"] for advisory in one["vulns"]]
        for one in found
        if one.get("vulns")
    }


@pytest.fixture
def advisories(tmp_path: Path) -> None:
    """That there is a database which tells of known vulnerabilities."""
    if not os.environ.get(ASKED):
        pytest.skip(f"advisories are asked for in CI alone, where {ASKED} is set")
    known = tmp_path / "requirements.txt"
    known.write_text(f"{KNOWN}\n")
    if not vulnerable(audit(known)):
        do_without("advisories", "no advisory database answers")


def test_no_dependency_has_a_known_vulnerability(advisories: None) -> None:
    found = audit(ROOT / "requirements-dev.txt")
    assert len(found) > 50
    assert vulnerable(found) == {}


def test_what_is_known_of_a_release_is_told() -> None:
    """As pip-audit writes it."""
    bad = {
        "name": "django",
        "version": "3.2.0",
        "vulns": [{"id": "PYSEC-2021-98", "fix_versions": ["3.2.4"]}],
    }
    good = {"name": "redis", "version": "6.0.0", "vulns": []}
    unknown = {"name": "stet", "skip_reason": "not found"}
    assert vulnerable([bad, good, unknown]) == {"django 3.2.0": ["PYSEC-2021-98"]}
