"""What a case of bad input expects, key by key. A key that is not known here fails its case."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from lxml import etree

from articles.models import Article, Candidate, Event
from articles.text import Block
from articles.versioning import Outcome
from tests.factories import make_text, show
from tests.security.outputs import feeds_of
from tests.security.result import Result, whole

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
ERRORS = {
    "too_large": f"larger than {settings.FETCH_MAX_BYTES} bytes",
    "not_a_feed": "not a feed|Neither a feed|broken",
    "empty": "empty",
    "too_deep": "deep",
    "timeout": "not finished within|took longer",
}
TOLD_ELSEWHERE = {"crash", "max_seconds", "max_rss_mb", "note", "flag", "author"}
"""The limits are held at every visit. That a feed was cut off, and an entry's author, are not kept."""


def check(result: Result) -> None:
    """Whether all is as the case expects."""
    expect = result.served.expect
    unknown = {_stem(key) for key in expect} - CHECKS.keys() - TOLD_ELSEWHERE
    assert not unknown, f"nobody knows what these ask for: {unknown}"
    for key in (key for key in CHECKS if key in {*map(_stem, expect)}):
        CHECKS[key](result, expect)


def _stem(key: str) -> str:
    """`versions_min` speaks of `versions`, as `versions_one_of` does."""
    return key if key in CHECKS else re.sub("_(min|max|one_of)$", "", key)


def _is_within(expect: dict[str, Any], name: str, value: int) -> None:
    assert value in expect.get(f"{name}_one_of", [expect.get(name, value)])
    assert expect.get(f"{name}_min", 0) <= value <= expect.get(f"{name}_max", 10**9)


def _entries(result: Result, expect: dict[str, Any]) -> None:
    _is_within(expect, "entries", len(result.articles))


def _versions(result: Result, expect: dict[str, Any]) -> None:
    _is_within(expect, "versions", len(result.texts))


def _feed_ok(result: Result, expect: dict[str, Any]) -> None:
    was_read = result.visits[-1].outcome in ("added", Outcome.NEW_ENTRIES, Outcome.UNCHANGED)
    assert was_read or result.error.endswith(".") or "http" in result.error
    assert expect["feed_ok"] in (None, was_read)


def _state(result: Result, expect: dict[str, Any]) -> None:
    wanted = set(expect.get("state_one_of", [expect.get("state")]))
    assert wanted & _states(result), (wanted, result.visits)
    for article in result.articles if "suspect" in wanted else []:
        assert article.current is not None
        assert article.next_check_at is not None
        assert article.last_error or Candidate.objects.held().filter(article=article).exists()


def _states(result: Result) -> set[str]:
    """Ours are finer. A page that fails once there is a version is an error that is treated as a suspect."""
    if not result.articles:
        return {"error"}
    [article] = result.articles
    states = {"flapping"} if article.changes.filter(flapping=True).exists() else set[str]()
    match article.last_outcome:
        case Outcome.CANDIDATE:
            held = Candidate.objects.held().exclude(kind=Candidate.Kind.UNCONFIRMED)
            return states | {"suspect" if held.exists() else "ok"}
        case Outcome.FAILED | Outcome.WALLED:
            return states | ({"suspect", "error"} if article.current else {"error"})
        case Outcome.GONE | Outcome.FLAPPING:
            return states | {article.last_outcome}
        case Outcome.BLOCKED | Outcome.FORBIDDEN | Outcome.NOT_FOLLOWED:
            return states | {"error"}
        case _:
            return states | {"ok"}


def _error(result: Result, expect: dict[str, Any]) -> None:
    assert re.search(ERRORS[expect["error"]], result.error), result.error


def _urls(result: Result, expect: dict[str, Any]) -> None:
    assert sorted(article.url for article in result.articles) == sorted(expect["urls"])


def _title(result: Result, expect: dict[str, Any]) -> None:
    assert result.titles
    assert set(result.titles) == {expect["title"]}


def _each_title(asks: Callable[[str, Any], object], key: str) -> Callable[[Result, dict[str, Any]], None]:
    def check(result: Result, expect: dict[str, Any]) -> None:
        assert all(asks(title, expect[key]) for title in result.titles), result.titles

    return check


def _published(result: Result, expect: dict[str, Any]) -> None:
    """A time, or the rule in words that each must keep to."""
    wanted = expect["published"]
    for article in result.articles:
        assert article.first_seen_at
        if wanted and re.match(r"\d{4}-", wanted):
            assert article.published_at == datetime.fromisoformat(wanted)
        else:
            assert article.published_at is None or article.published_at <= result.now + timedelta(days=1)


def _contains(result: Result, expect: dict[str, Any]) -> None:
    stored = "\n".join(map(whole, result.texts))
    assert all(part in stored for part in expect["contains"])


def _never_contains(result: Result, expect: dict[str, Any]) -> None:
    forbidden = expect["never_contains"]
    for part in [forbidden] if isinstance(forbidden, str) else forbidden:
        assert part not in result.stored
        assert part not in "".join(result.pages())


def _no_connect_to(result: Result, _expect: dict[str, Any]) -> None:
    assert not result.served.was_trapped()


def _side_effect(result: Result, _expect: dict[str, Any]) -> None:
    """That of a feed which fails: none on what was known."""
    known = Article.objects.get(pk=result.known.pk)
    assert (known.removed_at, known.versions_count) == (None, 1)
    assert known.url == result.known.url
    assert not Event.objects.exists()


def _valid_utf8(result: Result, _expect: dict[str, Any]) -> None:
    assert result.stored.encode("utf-8").decode("utf-8") == result.stored
    assert "\0" not in result.stored


def _db_write_ok(result: Result, _expect: dict[str, Any]) -> None:
    assert result.texts or result.articles
    assert "Traceback" not in result.logged


def _wellformed(result: Result, _expect: dict[str, Any]) -> None:
    client, parser = Client(), etree.XMLParser(recover=False, resolve_entities=False)
    _let_change(result)
    for article in result.articles:
        for path in feeds_of(article):
            feed = client.get(path)
            assert feed.status_code == 200
            if "xml" in feed["Content-Type"]:
                etree.fromstring(feed.content, parser)


def _isolated(result: Result, _expect: dict[str, Any]) -> None:
    """Whatever turns the direction is taken out of texts, as what no reader sees; where it is shown, it is in an
    element of its own: `bdi` and `dir` end what begins inside.
    """
    assert result.pages()
    for page in result.pages():
        body = BeautifulSoup(page, "lxml").body
        assert body is not None
        for text in body.find_all(string=BIDI):
            holders = [holder for holder in text.parents if holder.name == "bdi" or holder.get("dir")]
            assert [holder for holder in holders if holder.name not in ("html", "body")], text


def _no_tag(result: Result, expect: dict[str, Any]) -> None:
    named = expect["html_no_tag"]
    for page in result.pages():
        soup = BeautifulSoup(page, "lxml")
        for element in soup.find_all([named] if isinstance(named, str) else named):
            assert element.name == "script"
            assert element.get("src", "").startswith("/static/") or element["type"] == "application/ld+json"


def _cells(result: Result, _expect: dict[str, Any]) -> None:
    """What a spreadsheet would take for a formula is text."""
    _let_change(result)
    rows = list(csv.reader(io.StringIO(Client().get("/changes.csv").content.decode(), newline="")))
    assert len(rows) > len(result.articles) > 0
    assert not [
        cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    ]


def _let_change(result: Result) -> None:
    """Have each article change once, so that lists and feeds tell of it."""
    waiting = (article for article in result.articles if not article.changes_count)
    for hours, article in enumerate(waiting, start=1):
        at = result.now + timedelta(hours=hours)
        text = article.current.text if article.current else make_text(article.headline, "It begins.")
        if not article.current:
            show(article, text, at)
        show(
            article,
            replace(text, blocks=(*text.blocks, Block("paragraph", "It goes on."))),
            at + timedelta(hours=99),
        )


def _whole_clusters(result: Result, _expect: dict[str, Any]) -> None:
    """No mark of a diff begins or ends inside a cluster: before a joiner, modifier or selector, or behind a joiner."""
    inside = "\u200d\ufe0f" + "".join(map(chr, range(0x1F3FB, 0x1F400)))
    assert len(result.texts) > 1
    for page in result.pages():
        pieces = [str(piece) for piece in BeautifulSoup(page, "lxml").find_all(string=True)]
        assert not [piece for piece in pieces if piece.startswith(tuple(inside)) or piece.endswith("\u200d")]


CHECKS: dict[str, Callable[[Result, dict[str, Any]], None]] = {
    "entries": _entries,
    "versions": _versions,
    "feed_ok": _feed_ok,
    "state": _state,
    "error": _error,
    "urls": _urls,
    "title": _title,
    "title_contains": _each_title(lambda title, part: part in title, "title_contains"),
    "title_not_contains": _each_title(lambda title, part: part not in title, "title_not_contains"),
    "title_max_len": _each_title(lambda title, longest: len(title) <= longest, "title_max_len"),
    "stored_title_regex": _each_title(lambda title, pattern: re.search(pattern, title), "stored_title_regex"),
    "published": _published,
    "contains": _contains,
    "never_contains": _never_contains,
    "no_connect_to": _no_connect_to,
    "side_effect": _side_effect,
    "stored_is_valid_utf8": _valid_utf8,
    "db_write_ok": _db_write_ok,
    "html_isolated": _isolated,
    "html_no_tag": _no_tag,
    "diff_no_split_grapheme": _whole_clusters,
    "our_rss_wellformed": _wellformed,
    "csv_cell_prefixed": _cells,
}
"""In this order: the last two have articles change."""
