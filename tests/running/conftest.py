"""What the tests of running processes share."""

from pathlib import Path

import pytest

from tests.running.product import Product


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return Product(tmp_path)
