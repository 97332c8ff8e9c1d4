"""Who, when, in which language, at which address."""

import json
from datetime import UTC, datetime

import pytest

from articles.extraction import extract

BODY = "<p>The council voted on Tuesday to approve the budget for the new bridge after a long debate.</p>"
URL = "https://good.test/news/a?id=1"


def read(head: str = "", attributes: str = "", body: str = ""):
    html = f"<html {attributes}><head>{head}</head><body><h1>Bridge</h1>{body}{BODY}</body></html>"
    return extract(html.encode(), URL)


def described(**values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **values})}</script>'


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (described(author="Ann Lee"), "", "Ann Lee"),
        (described(author={"name": "Ann Lee"}), "", "Ann Lee"),
        (
            described(author=[{"name": "Ann Lee"}, "Bo Dahl", {"name": "Ann Lee"}, {"name": None}, 7]),
            "",
            "Ann Lee, Bo Dahl",
        ),
        (described(author="By Ann Lee"), "", "Ann Lee"),
        (described(author={"name": "A\udc00"}), "", "A"),
        ('<meta name="author" content="Ann Lee">', "", "Ann Lee"),
        ('<meta property="article:author" content="https://social.test/ann">', "", ""),
        ("", '<div class="article-byline">By <a rel="author">Ann Lee</a></div>', "Ann Lee"),
        ("", "", ""),
    ],
)
def test_byline(head, body, expected):
    assert read(head, body=body).byline == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-03T08:15:00+01:00", datetime(2026, 2, 3, 7, 15, tzinfo=UTC)),
        ("2026-02-03T08:15:00Z", datetime(2026, 2, 3, 8, 15, tzinfo=UTC)),
        ("2026-02-03 08:15", datetime(2026, 2, 3, 8, 15, tzinfo=UTC)),
        ("Tue, 03 Feb 2026 08:15:00 +0100", datetime(2026, 2, 3, 7, 15, tzinfo=UTC)),
        ("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC)),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("1899-12-30", None),
        ("", None),
    ],
)
def test_times_are_aware_utc_or_none(text, expected):
    text_of_page = read(described(datePublished=text, dateModified=text))
    assert (text_of_page.published, text_of_page.modified) == (expected, expected)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [('lang="en-GB"', "en-GB"), ('lang="pt_BR"', "pt-BR"), ('lang="<b>"', ""), ("", ""), ('lang="x y"', "")],
)
def test_language(attributes, expected):
    assert read(attributes=attributes).language == expected


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://good.test/b", "https://good.test/b"),
        ("/b?id=1", "https://good.test/b?id=1"),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
        ("/b&#1;c", ""),
        ("/b&#27;c", ""),
        ("/b\u009bc", ""),
        ("/b\u202ec", ""),
        ("", ""),
    ],
)
def test_canonical_url(href, expected):
    assert read(f'<link rel="canonical" href="{href}">').canonical_url == expected


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[" * 100_000,
        '{"@type": 5}',
        "null",
        '{"@type": "NewsArticle", "headline": {"a": []}, "author": [[["x"]]]}',
    ],
)
def test_broken_json_ld_is_passed_over(script):
    found = read(f'<script type="application/ld+json">{script}</script>')
    assert (found.headline, found.byline) == ("Bridge", "")


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", "", True),
        (described(isAccessibleForFree=False), "", False),
        (described(isAccessibleForFree="False"), "", False),
        (described(isAccessibleForFree="http://schema.org/False"), "", False),
        (described(isAccessibleForFree=True), "<div class='paywall'>Subscribe now</div>", True),
        (described(hasPart={"isAccessibleForFree": "false", "cssSelector": ".rest"}), "", False),
        (described(isAccessibleForFree=True, hasPart=[{"isAccessibleForFree": False}, 7]), "", False),
        (described(isAccessibleForFree={"a": []}, hasPart="x"), "", True),
        ('<meta property="article:content_tier" content="locked">', "", False),
        ('<meta property="article:content_tier" content="metered">', "", False),
        ('<meta property="article:content_tier" content="free">', "<div id='paywall'>Subscribe</div>", True),
        ("", "<div class='teaser paywall'>Subscribe now to read all of it.</div>", False),
        ("", "<section id='regwall'>Register to read all of it.</section>", False),
        ("", "<div id='paywall'></div>", True),
        ("", "<div class='paywall-free wallpaper'>Read on</div>", True),
    ],
)
def test_free(head, body, expected):
    assert read(head, body=body).free is expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("", "", False),
        ('<link rel="next" href="/news/a?id=1&page=2">', "", True),
        ('<link rel="next" href="/news/a?id=2">', "", False),
        ('<link rel="next" href="/news/a?page=2">', "", True),
        ('<link rel="next" href="/news/a/2/">', "", True),
        ('<link rel="next" href="/news/a-page-2.html">', "", True),
        ('<link rel="next" href="/news/another-story">', "", False),
        ('<link rel="next" href="http://[">', "", False),
        ("", '<ul class="pagination"><li>1<li><a href="/news/a/2">2</a></ul>', True),
        ("", '<ul class="pagination"><li><a href="/news/?page=2">2</a></ul>', False),
        ("", "<p>Page 1 of 3</p>", True),
        ("", "<div>Seite 2 von 3</div>", True),
        ("", "<p>Page 3 of 3</p>", False),
        ("", "<p>He read page 1 of 3 and fell asleep over the rest of them.</p>", False),
    ],
)
def test_continues(head, body, expected):
    assert read(head, body=body).continues is expected


def test_a_shown_byline_says_nothing_of_how_long_ago_it_was():
    shown = "<p class=byline>By Ada Quill, updated 3 minutes ago</p><article><p>It rained.</p></article>"
    page = f"<html><body>{shown}</body></html>"
    assert extract(page.encode(), "https://post.example/1").byline == "Ada Quill"
