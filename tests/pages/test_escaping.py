"""Whatever a page on the network says is text here: in every field, on every page, in every feed."""

import html
import json
import re

import feedparser
import pytest
from bs4 import BeautifulSoup
from django.test import Client

from articles.models import Article, Change, Event, Feed, Source
from articles.text import ArticleText, Block, BlockKind
from tests.factories import START, make_event, make_feed, make_source, make_story

pytestmark = pytest.mark.django_db
KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "quote", "list_item", "caption")
LINKED_DATA = "application/ld+json"
ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>&lt;svg onload=alert(3)&gt;{{ 7|add:7 }}"


def hostile(number: int) -> ArticleText:
    blocks = tuple(Block(kind, f"{ATTACK} {kind} {number}") for kind in KINDS)
    return ArticleText(
        f"{ATTACK} {number}", blocks, byline=f"{ATTACK} by {number}", language='x" onclick="alert(1)'
    )


@pytest.fixture
def article() -> Article:
    source = make_source(ATTACK, slug="post")
    make_feed(source, title=ATTACK, last_outcome="failed", last_error=ATTACK)
    Feed.objects.update(url="javascript:alert(1)")
    article = make_story([hostile(0), hostile(1)], source)
    Source.objects.update(home_url="javascript:alert(1)")
    Article.objects.update(language=hostile(0).language[:35], last_error=ATTACK)
    Change.objects.update(
        summary=ATTACK,
        kinds=[ATTACK],
        reasons=[ATTACK],
        silent=True,
        excerpt=[["insert", ATTACK], ["equal", ATTACK]],
    )
    make_event(article, Event.Kind.REDIRECTED, START, ATTACK)
    return article


def pages(article: Article) -> list[str]:
    base = f"/articles/{article.pk}/"
    views = [f"{base}diff/0/1/{choice}" for choice in ("", "?view=inline", "?view=side&text=all")]
    more = ("", "?view=life", "since/0/", "versions/1/", "diff/1/0/")
    return [
        "/",
        "/sources/",
        "/sources/post/",
        "/search/?q=paragraph",
        *(base + path for path in more),
        *views,
    ]


def assert_harmless(markup: str) -> None:
    """Nothing in the markup, as a browser would build it, runs or leads to anything that runs."""
    page = BeautifulSoup(markup, "lxml")
    for script in page.find_all("script"):
        if script.get("type") == LINKED_DATA:
            json.loads(script.string)
        else:
            assert script.get("src", "").startswith("/static/")
    assert not page.find_all(src="x")
    for element in page.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")], element
        assert "javascript:" not in f"{element.get('href')}{element.get('action')}", element


def test_pages_show_it_as_text(client: Client, article: Article) -> None:
    for path in pages(article):
        page = client.get(path).content.decode()
        assert html.escape(ATTACK) in page, path
        assert_harmless(page)


def test_feeds_show_it_as_text(client: Client, article: Article) -> None:
    search = "/search/feed.rss?q=%22paragraph+1%22"
    for path in ("/feed.rss", "/sources/post/feed.rss", f"/articles/{article.pk}/feed.rss", search):
        feed = feedparser.parse(client.get(path).content, sanitize_html=False)
        assert not feed.bozo
        [entry] = feed.entries
        assert html.escape(ATTACK) in entry.description
        assert_harmless(entry.description)


def test_what_a_reader_types_is_text_too(client: Client) -> None:
    for typed in (ATTACK, f"https://example.org/{ATTACK}"):
        assert_harmless(client.get("/lookup/", {"url": typed}).content.decode())
        assert_harmless(client.get("/search/", {"q": typed}).content.decode())


def test_a_public_reason_is_text_too(client: Client, article: Article) -> None:
    article.hide(ATTACK, START)
    page = client.get(article.get_absolute_url()).content.decode()
    assert html.escape(ATTACK) in page
    assert_harmless(page)


def test_pages_bring_no_style_or_script_of_their_own(client: Client, article: Article) -> None:
    for path in [*pages(article), "/about/", "/lookup/", "/nothing/"]:
        response = client.get(path)
        page = response.content.decode()
        assert not re.search(
            rf"<[^>]+ style=|<style|<script(?!( defer)? src=| type=\"{re.escape(LINKED_DATA)}\">)", page
        ), path
        assert len(re.findall("<script[^>]* src=", page)) <= 2
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]


def test_a_source_can_be_called_anything(client: Client) -> None:
    Source.objects.create(name="", slug="nameless")
    assert client.get("/sources/nameless/").status_code == 200
