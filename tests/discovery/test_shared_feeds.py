"""The shared corpus of hostile feeds, against what it expects of each."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from articles.discovery import FeedContent, NotAFeed, parse_feed

pytestmark = pytest.mark.shared


def test_every_hostile_feed(shared):
    manifest = json.loads((shared / "data/bad/manifest.json").read_text())
    cases = [case for case in manifest["cases"] if case["kind"] == "feed" and "file" in case["steps"][0]]
    assert len(cases) > 15
    for case in cases:
        check(case["id"], case["expect"], read(shared, case["steps"][0]))


def read(shared: Path, step: dict) -> FeedContent | None:
    body = (shared / "data/bad" / step["file"]).read_bytes()
    try:
        return parse_feed(body, "http://good.test/a", step["headers"]["Content-Type"])
    except NotAFeed:
        return None


def check(case_id: str, expect: dict, feed: FeedContent | None) -> None:
    assert expect["feed_ok"] in (None, feed is not None), case_id
    entries = feed.entries if feed else ()
    low, high = expect.get("entries_min", 0), expect.get("entries_max", 500)
    assert low <= len(entries) <= high, case_id
    assert len(entries) in expect.get("entries_one_of", [expect.get("entries", len(entries))]), case_id
    assert [entry.url for entry in entries] == expect.get("urls", [entry.url for entry in entries]), case_id
    for entry in entries:
        check_title(expect, entry.title)
    if re.match(r"\d{4}-", expect.get("published", "")):
        assert entries[0].published == datetime.fromisoformat(expect["published"]), case_id
    elif "published" in expect:
        assert all(entry.published is None for entry in entries), case_id


def check_title(expect: dict, title: str) -> None:
    assert title == expect.get("title", title)
    assert expect.get("title_contains", "") in title
    assert len(title) <= expect.get("title_max_len", 1_000)
    assert expect.get("title_not_contains", "\x00") not in title
    assert expect.get("never_contains", "\x00") not in title
    assert re.search(expect.get("stored_title_regex", ""), title)
