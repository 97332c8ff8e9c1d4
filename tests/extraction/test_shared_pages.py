"""The shared corpus: hostile pages, and real ones against their expected text."""

import gzip
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from statistics import mean

import pytest

from articles.extraction import EmptyText, ExtractionError, extract

pytestmark = pytest.mark.shared

URL = "http://good.test/a"


def page_cases(shared: Path) -> list[dict]:
    manifest = json.loads((shared / "data/bad/manifest.json").read_text())
    return [case for case in manifest["cases"] if case["kind"] == "page" and "file" in case["steps"][0]]


def read(shared: Path, step: dict):
    content_type = step["headers"]["Content-Type"]
    return extract((shared / "data/bad" / step["file"]).read_bytes(), URL, content_type=content_type)


def test_the_first_page_of_every_hostile_case_is_read(shared):
    for case in page_cases(shared):
        text, expect = read(shared, case["steps"][0]), case["expect"]
        whole = "\n".join((text.headline, text.byline, *(block.text for block in text.blocks)))
        whole.encode("utf-8")
        assert text.blocks, case["id"]
        assert "\x00" not in whole
        assert all(part in whole for part in expect.get("contains", [])), case["id"]
        assert text.headline == expect.get("title", text.headline)
        assert len(text.headline) <= expect.get("title_max_len", 1_000)


@pytest.mark.parametrize(
    ("case_id", "differs"), [("p12_zero_width", False), ("p14_nfc_nfd", False), ("p13_emoji", True)]
)
def test_only_what_is_seen_is_an_edit(shared, case_id, differs):
    case = next(case for case in page_cases(shared) if case["id"] == case_id)
    first, second = (read(shared, step) for step in case["steps"])
    assert (first != second) is differs


def test_an_empty_page_is_an_error(shared):
    case = next(case for case in page_cases(shared) if case["id"] == "p01_empty")
    with pytest.raises(EmptyText):
        read(shared, case["steps"][1])


def test_a_real_page_gives_what_its_readers_read(shared):
    """Bag-of-words F1 over every fourth page; the whole set is scored outside the tests."""
    folder = shared / "data/pages"
    pages = [
        page for page in json.loads((folder / "manifest.json").read_text())["pages"] if page["role"] == "gold"
    ]
    assert mean(_agreement(folder, page) for page in pages[::4]) >= 0.95


def _agreement(folder: Path, page: dict) -> float:
    want = _words(json.loads((folder / page["expected"]).read_text())["paragraphs"])
    try:
        text = extract(gzip.decompress((folder / page["html"]).read_bytes()), page["url"])
    except ExtractionError:
        return 0.0
    got = _words(block.text for block in text.blocks)
    return 2 * (want & got).total() / (want.total() + got.total())


def _words(texts) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", " ".join(texts)).lower()))
