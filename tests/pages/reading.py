"""Pages as a reader has them, three texts that tell a story, and two texts for each kind of change."""

import html
import re
from collections.abc import Iterable
from datetime import timedelta

from django.test import Client

from articles.text import ArticleText
from tests.factories import make_text

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
A = make_text("Port to be sold", "The port will be sold.", "The minister gave no price.", "It rained.")
B = make_text(
    "Port not to be sold", "The port will not be sold.", "The minister gave no price.", "It rained."
)
C = make_text("Port sold", "The port was sold for £3m.", "The minister gave the price.", "It rained.")


def _pair(old: str, new: str, *more: str) -> tuple[ArticleText, ArticleText]:
    kept = "The council meets in the old hall on the square."
    return make_text("Town news", old, kept), make_text("Town news", new, kept, *more)


PAIRS = {
    "headline": (make_text("Port to be sold", "It rained."), make_text("Harbour to be sold", "It rained.")),
    "number": _pair("The scheme will cost £4m.", "The scheme will cost £9m."),
    "quotation": _pair("She said: “We go on as before.”", "She said: “We stop in the spring.”"),
    "name": _pair("The mayor met Ada Quill there.", "The mayor met Ben Ledger there."),
    "negation": _pair("The bridge will be built.", "The bridge will not be built."),
    "hedge": _pair("The alleged thief ran to the quay.", "The thief ran to the quay."),
    "correction-note": _pair(
        "The scheme costs £4m.", "The scheme costs £9m.", "Correction: the cost was wrong."
    ),
    "silent": _pair("The bridge is long and old.", "The bridge is short and new."),
}


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
