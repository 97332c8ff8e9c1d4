"""Pages as a reader has them, and three texts that tell a story."""

import html
import re
from collections.abc import Iterable
from datetime import timedelta

from django.test import Client

from tests.factories import make_text

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
A = make_text("Port to be sold", "The port will be sold.", "The minister gave no price.", "It rained.")
B = make_text(
    "Port not to be sold", "The port will not be sold.", "The minister gave no price.", "It rained."
)
C = make_text("Port sold", "The port was sold for £3m.", "The minister gave the price.", "It rained.")


def read(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def assert_refused(client: Client, addresses: Iterable[str], reason: str) -> None:
    """In words, and kept by nobody."""
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 400
        assert reason in html.unescape(response.content.decode())
        assert response["Cache-Control"] == "no-cache"


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
