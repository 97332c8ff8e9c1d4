"""RSS 2.0, Atom and JSON Feed: what each specification requires, the same items in all, and the same conditions."""

import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.signals import template_rendered
from django.utils import timezone
from lxml import etree
from lxml.html import document_fromstring
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Change, Source
from articles.text import ArticleText, Block
from tests.factories import START, make_source, make_story
from tests.pages.reading import DAY, A, B, C, read

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def article() -> Article:
    return make_story([A, B, C], make_source("The Harbour & Sea Post", slug="post"))


def places(article: Article) -> dict[str, str]:
    """Each kind of feed: folder and query."""
    return {
        "/": "",
        "/sources/post/": "",
        f"/articles/{article.pk}/": "",
        "/?": "source=post&kind=headline&score=5",
        "/sources/post/?": "kind=headline",
    }


def feeds(article: Article, form: str) -> list[str]:
    return [
        f"{folder.removesuffix('?')}feed.{form}{'?' + query if query else ''}"
        for folder, query in places(article).items()
    ]


def one(element: Any, path: str) -> str:
    [found] = element.findall(path)
    return str(found.text)


def test_rss_has_what_its_specification_requires(client: Client, article: Article) -> None:
    for path in feeds(article, "rss"):
        rss = etree.fromstring(client.get(path).content)
        assert (rss.tag, rss.get("version")) == ("rss", "2.0")
        [channel] = rss
        for required in ("title", "link", "description"):
            assert one(channel, required)
        assert channel.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITE}{path}"
        items = channel.findall("item")
        assert items
        for item in items:
            assert one(item, "title")
            assert one(item, "description")
            assert item.find("guid").get("isPermaLink") == "false"
            assert parsedate_to_datetime(one(item, "pubDate")).tzinfo
            assert item.find("source").get("url") == f"{SITE}/sources/post/feed.rss"
            assert (
                one(item, "source")
                == one(item, "{http://purl.org/dc/elements/1.1/}creator")
                == "The Harbour & Sea Post"
            )
            assert datetime.fromisoformat(one(item, f"{ATOM}updated"))


def test_atom_has_what_its_specification_requires(client: Client, article: Article) -> None:
    for path in feeds(article, "atom"):
        feed = etree.fromstring(client.get(path).content)
        assert feed.tag == f"{ATOM}feed"
        for required in ("id", "title", "updated"):
            assert one(feed, f"{ATOM}{required}")
        assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"{SITE}{path}"
        entries = feed.findall(f"{ATOM}entry")
        assert entries
        for entry in entries:
            for required in ("id", "title", "updated", "published"):
                assert one(entry, f"{ATOM}{required}")
            assert one(entry, f"{ATOM}author/{ATOM}name") == "The Harbour & Sea Post"
            assert one(entry, f"{ATOM}author/{ATOM}uri") == f"{SITE}/sources/post/"
            assert entry.find(f"{ATOM}link[@rel='alternate']").get("href").startswith(f"{SITE}/articles/")
            assert entry.find(f"{ATOM}content").get("type") == "html"
            assert entry.find(f"{ATOM}summary") is None
            assert datetime.fromisoformat(one(entry, f"{ATOM}updated")).tzinfo


def test_json_feed_has_what_its_specification_requires(client: Client, article: Article) -> None:
    for path in feeds(article, "json"):
        feed = json.loads(client.get(path).content)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == f"{SITE}{path}"
        assert feed["items"]
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert item["content_html"]
            assert item["url"].startswith(f"{SITE}/articles/")
            assert item["authors"] == [{"name": "The Harbour & Sea Post", "url": f"{SITE}/sources/post/"}]
            assert datetime.fromisoformat(item["date_modified"]).tzinfo
            assert all(isinstance(tag, str) for tag in item["tags"])


def items_in(form: str, content: bytes) -> list[tuple[str, str, str, str, datetime]]:
    """Id, title, address, HTML and time of each, as a reader has them."""
    if form == "json":
        return [
            (
                i["id"],
                i["title"],
                i["url"],
                i["content_html"].strip(),
                datetime.fromisoformat(i["date_published"]),
            )
            for i in json.loads(content)["items"]
        ]
    feed = feedparser.parse(content, sanitize_html=False)
    assert not feed.bozo, feed.bozo_exception
    return [
        (
            entry.id,
            entry.title,
            entry.link,
            (entry.content[0].value if form == "atom" else entry.description).strip(),
            datetime(*entry.published_parsed[:6], tzinfo=START.tzinfo),
        )
        for entry in feed.entries
    ]


def test_all_formats_say_the_same_newest_first(client: Client, article: Article) -> None:
    second, first = article.changes.newest_first()
    for paths in zip(*(feeds(article, form) for form in FORMS), strict=True):
        told = [items_in(form, client.get(path).content) for form, path in zip(FORMS, paths, strict=True)]
        assert told[0] == told[1] == told[2]
        assert [item[0] for item in told[0]] == [
            f"tag:127.0.0.1,2026-11-24:articles/{article.pk}/changes/{number}" for number in (2, 1)
        ]
        assert [item[4] for item in told[0]] == [second.not_after, first.not_after]
        _, title, address, text, _ = told[0][1]
        assert title == f"Port not to be sold: {first.summary}"
        assert address == SITE + first.get_absolute_url()
        assert "<ins>{+not+}</ins>" in text


@pytest.mark.parametrize("form", FORMS)
def test_a_narrowed_feed_has_what_its_list_has(client: Client, article: Article, form: str) -> None:
    make_story([A, B], make_source("Northern Echo", slug="echo"))
    query = "source=echo&kind=negation"
    page = document_fromstring(client.get(f"/?{query}").content)
    shown = [SITE + link.get("href") for link in page.xpath("//article[@class='change']//h3//a")]
    response = client.get(f"/feed.{form}?{query}")
    assert response["Content-Type"] == f"{FORMS[form]}; charset=utf-8"
    assert [item[2] for item in items_in(form, response.content)] == shown
    assert len(shown) == 1
    assert b"(Negations; Northern Echo)" in response.content


@pytest.mark.parametrize("form", FORMS)
def test_a_reader_that_has_it_costs_two_queries_and_no_rendering(
    client: Client, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries, form: str
) -> None:
    rendered: list[object] = []

    def note(sender: object, **more: object) -> None:
        rendered.append(sender)

    for path in feeds(article, form):
        fresh = client.get(path)
        assert fresh["Cache-Control"] == "no-cache"
        template_rendered.connect(note)
        try:
            for asked in ({"if-none-match": fresh["ETag"]}, {"if-modified-since": fresh["Last-Modified"]}):
                with django_assert_max_num_queries(2):
                    response = client.get(path, headers=asked)
                assert response.status_code == 304
                assert (response["ETag"], response["Last-Modified"]) == (
                    fresh["ETag"],
                    fresh["Last-Modified"],
                )
        finally:
            template_rendered.disconnect(note)
        assert not rendered


@pytest.mark.parametrize("form", FORMS)
def test_what_was_hidden_is_gone_at_the_next_poll(client: Client, article: Article, form: str) -> None:
    other = make_story([A, B], article.source)
    paths = [path for path in feeds(article, form) if "/articles/" not in path]
    fresh = {path: client.get(path) for path in paths}
    other.hide("A court ordered it.", timezone.now())
    for path, before in fresh.items():
        assert f"articles/{other.pk}/" in before.content.decode()
        for asked in ({"if-none-match": before["ETag"]}, {"if-modified-since": before["Last-Modified"]}):
            response = client.get(path, headers=asked)
            assert response.status_code == 200
            assert f"articles/{other.pk}/" not in response.content.decode()
            assert "Last-Modified" not in response
    assert client.get(f"/articles/{other.pk}/feed.{form}").status_code == 451


def test_a_hidden_change_that_does_not_match_leaves_a_narrowed_feed_its_date(
    client: Client, article: Article
) -> None:
    other = make_story([A, B], make_source(slug="echo"))
    other.hide("A court ordered it.", timezone.now())
    assert "Last-Modified" in client.get("/feed.rss?source=post")
    assert "Last-Modified" not in client.get("/feed.rss")


def test_formats_and_names_of_sources_are_in_the_etag(client: Client, article: Article) -> None:
    tags = {client.get(path)["ETag"] for form in FORMS for path in feeds(article, form)}
    assert len(tags) == len(FORMS) * len(places(article))
    before = client.get("/feed.rss")["ETag"]
    Source.objects.update(name="The Harbour Times")
    assert client.get("/feed.rss")["ETag"] != before


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_feed_is_valid_and_always_the_same(client: Client, form: str) -> None:
    make_source("The Harbour Post", slug="post")
    for path in (f"/feed.{form}", f"/sources/post/feed.{form}", f"/feed.{form}?kind=number"):
        with time_machine.travel(START, tick=False):
            before = client.get(path)
        with time_machine.travel(START + DAY, tick=False):
            after = client.get(path)
        assert items_in(form, before.content) == []
        assert (before.content, before["ETag"]) == (after.content, after["ETag"])


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("form", FORMS)
def test_characters_that_no_reader_takes_are_left_out(client: Client, form: str, bad: str) -> None:
    lone = "\ud800"
    if connection.vendor == "postgresql":  # it stores neither lone surrogates nor NUL
        lone, bad = "", bad.replace("\x00", "\x01")
    texts = [ArticleText(f"Head{bad}line", (Block("paragraph", f"Text{bad} {n}"),)) for n in range(2)]
    article = make_story(texts, make_source(f"Po{bad}st", slug="post"))
    Change.objects.update(
        summary=f"Changed{bad}", excerpt=[["insert", f"new{lone}{bad}"]], kinds=[f"nu{bad}mber"]
    )
    for path in feeds(article, form)[:3]:
        content = client.get(path).content
        assert items_in(form, content)[0][1] == "Headline: Changed"
        assert bad not in content.decode()
        assert json.dumps(bad)[1:-1].encode() not in content


@pytest.mark.parametrize("address", ["/", "/sources/post/"])
def test_lists_name_their_feeds_in_every_format(client: Client, article: Article, address: str) -> None:
    page = document_fromstring(client.get(address).content)
    named = {link.get("type"): link.get("href") for link in page.xpath("//head/link[@rel='alternate']")}
    assert named == {kind: f"{address}feed.{form}" for form, kind in FORMS.items()}
    narrowed = document_fromstring(client.get(f"{address}?kind=headline&score=5").content)
    named = {link.get("href"): link.get("type") for link in narrowed.xpath("//head/link[@rel='alternate']")}
    assert list(named)[:3] == [f"{address}feed.{form}?kind=headline&score=5" for form in FORMS]
    beside = [link.get("href") for link in narrowed.xpath("//p[@class='beside']//a")]
    assert beside[:3] == list(named)[:3]
    assert all(client.get(path).status_code == 200 for path in named)


def test_an_articles_items_lead_to_all_that_changed_since(client: Client, article: Article) -> None:
    [newest, first] = items_in("atom", client.get(f"/articles/{article.pk}/feed.atom").content)
    assert f'<a href="{SITE}/articles/{article.pk}/since/1/">' in newest[3]
    assert f'<a href="{SITE}/articles/{article.pk}/since/0/">' in first[3]
    assert read(client, f"/articles/{article.pk}/since/0/")
    assert timedelta(0) < newest[4] - first[4]
