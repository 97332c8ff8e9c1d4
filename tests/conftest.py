"""What all tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from articles import parsing
from tests.newsroom import Newsroom, open_newsroom

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with open_newsroom() as room:
        yield room


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared corpus: real pages and pairs that are not the project's own and lie beside the checkout."""
    folder = Path(os.environ.get("STET_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"the shared corpus is not at {folder}")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _stop_parsers() -> Iterator[None]:
    yield
    parsing.stop()
