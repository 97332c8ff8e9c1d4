"""Spans, addresses and languages in words."""

from datetime import datetime, timedelta, timezone

import pytest
from django.test import Client

from articles.templatetags.saying import about, clause, language_tag, linkable, site, stamp
from tests.factories import make_article, make_source
from tests.pages.reading import plain, read


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "less than a minute"),
        (timedelta(seconds=50), "less than a minute"),
        (timedelta(seconds=59), "about 1 minute"),
        (timedelta(minutes=29), "about 29 minutes"),
        (timedelta(minutes=59), "about 1 hour"),
        (timedelta(hours=3, minutes=50), "about 4 hours"),
        (timedelta(hours=23, minutes=30), "about 1 day"),
        (timedelta(days=40), "about 40 days"),
        (-timedelta(hours=4), "about 4 hours"),
    ],
)
def test_about(span: timedelta, said: str) -> None:
    assert about(span) == said


@pytest.mark.parametrize(
    ("url", "name"), [("https://www.bbc.co.uk:8000/x", "bbc.co.uk"), ("http://[::1", ""), ("", "")]
)
def test_site(url: str, name: str) -> None:
    assert site(url) == name


def test_a_stamp_is_in_utc_and_as_fine_as_html_allows() -> None:
    at = datetime(2026, 11, 24, 1, 30, 5, 678_901, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert stamp(at) == "2026-11-23T20:00:05Z"


@pytest.mark.parametrize(
    ("sentence", "within"), [("It answered 503.", "It answered 503"), ("gone", "gone"), ("", "")]
)
def test_clause(sentence: str, within: str) -> None:
    assert clause(sentence) == within


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x", "HTTP", " https://x", ""])
def test_other_schemes_are_no_links(url: str) -> None:
    assert linkable(url) == ""


@pytest.mark.parametrize(
    ("tag", "kept"), [("en-GB", True), ("zh-Hant-TW", True), ('en" x="', False), ("english", False)]
)
def test_language_tag(tag: str, kept: bool) -> None:
    assert bool(language_tag(tag)) is kept


@pytest.mark.django_db
def test_what_last_checks_came_to_is_counted_in_words(client: Client) -> None:
    post = make_source(slug="post")
    came_to = 2 * ["new version"] + 3 * ["unchanged"] + 2 * ["candidate"] + ["return", "forbidden", "blocked"]
    for outcome in came_to:
        make_article(post, last_outcome=outcome)
    told = plain(read(client, "/sources/post/"))
    assert "came to: 3 unchanged, 2 new texts that are held, 2 new versions, 1 blocked, " in told
    assert "1 forbidden by robots.txt, 1 return to an earlier text." in told
