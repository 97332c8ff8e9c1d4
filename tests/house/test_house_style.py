"""The tools that hold the house style, run as tests so that one command runs everything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BIN = Path(sys.executable).parent


def run(*command: str | Path, **environment: str) -> None:
    """Run a command in the project's folder; its output is the failure message."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    done = subprocess.run(
        command, cwd=ROOT, env={**inherited, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("command", [["check", "."], ["format", "--check", "."]], ids=" ".join)
def test_ruff(command: list[str]) -> None:
    run(BIN / "ruff", *command)


def test_types() -> None:
    run(BIN / "mypy")


def test_rooms_import_downwards_only() -> None:
    run(BIN / "lint-imports", "--no-cache")


def test_migrations_are_complete() -> None:
    run(sys.executable, "manage.py", "makemigrations", "--check", "--dry-run")


def test_deployment_check_is_clean(tmp_path: Path) -> None:
    deployed = {"STET_PUBLIC_URL": "https://stet.example.org", "STET_DATA_DIR": str(tmp_path)}
    run(
        sys.executable,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **deployed,
    )
