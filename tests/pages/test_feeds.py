"""RSS feeds: valid, readable without styles, conditional, and never showing what is hidden."""

from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.feeds import describing
from articles.models import Article, Change, FurnitureSign, Reading, SiteFurniture, Source
from articles.text import ArticleText, Block
from articles.versioning import Sign
from tests.factories import START, make_long_story, make_source, make_story, make_text

pytestmark = pytest.mark.django_db
A = make_text("Port to be sold", "It rained.", "The port, with 4,100 workers, will be sold.", "The sun set.")
B = make_text(
    "Port not to be sold", "It rained.", "The port, with 4,100 workers, will not be sold.", "The sun set."
)


@pytest.fixture
def article() -> Article:
    return make_story([A, B, A], make_source("The Harbour Post", slug="post"))


def test_what_was_written_for_one_reader_is_there_for_the_next(
    client: Client, article: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/feed.rss")
    with django_assert_num_queries(1):
        again = client.get("/feed.rss")
    assert again.content == first.content
    article.versions.get(number=1).hide("It named a child.", timezone.now())
    assert b"4,100 workers" in first.content
    assert b"4,100 workers" not in client.get("/feed.rss").content


def feeds_of(article: Article) -> list[str]:
    return ["/feed.rss", "/sources/post/feed.rss", f"/articles/{article.pk}/feed.rss"]


def test_items_tell_the_change_and_stay_themselves(client: Client, article: Article) -> None:
    for path in feeds_of(article):
        response = client.get(path)
        assert response["Content-Type"].startswith("application/rss+xml")
        assert response["Cache-Control"] == "no-cache"
        feed = feedparser.parse(response.content)
        assert not feed.bozo, feed.bozo_exception
        assert feed.version == "rss20"
        [self_link] = [link.href for link in feed.feed.links if link.rel == "self"]
        assert self_link.endswith(path)
        back, first = feed.entries
        change = article.changes.get(number=1)
        assert first.title == f"Port not to be sold: {change.summary}"
        assert first.link == f"http://127.0.0.1:8000{change.get_absolute_url()}"
        assert back.link.endswith("/diff/1/0/?change=2")
        assert first.id == f"tag:127.0.0.1,2026-11-24:articles/{article.pk}/changes/1"
        assert not first.guidislink
        assert parsedate_to_datetime(first.published) == change.not_after
        assert "<ins>{+not" in first.description
        assert "between 24 November 2026, 09:31 and 24 November 2026, 10:00 UTC" in first.description
        assert "back to the text of version 0" in back.description


@pytest.mark.parametrize("path", ["/feed.rss", "/sources/post/feed.rss", "/articles/{pk}/feed.rss"])
def test_feeds_carry_the_whole_diff(client: Client, article: Article, path: str) -> None:
    feed = feedparser.parse(client.get(path.format(pk=article.pk)).content)
    description = feed.entries[1].description
    assert "<b>Headline</b>" in description
    assert "Port <ins>{+not+}</ins> to be sold" in description
    assert description.count("[1 unchanged paragraph]") == 2
    assert "It rained." not in description


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_reader_that_has_it_is_told_so_in_two_queries(
    client: Client, article: Article, django_assert_max_num_queries: DjangoAssertNumQueries, which: int
) -> None:
    path = feeds_of(article)[which]
    fresh = client.get(path)
    for asked in ({"if-none-match": fresh["ETag"]}, {"if-modified-since": fresh["Last-Modified"]}):
        with django_assert_max_num_queries(2):
            response = client.get(path, headers=asked)
        assert response.status_code == 304
        assert response.content == b""
        assert response["ETag"] == fresh["ETag"]
    old = format_datetime(START - timedelta(days=9), usegmt=False).replace("+0000", "GMT")
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get(path, headers={"if-modified-since": old}).status_code == 200


@pytest.mark.parametrize(
    "fields", [{"excerpt": [["insert", "retold"]]}, {"kinds": ["retold"]}, {"score": 1}, {"diff_version": 9}]
)
def test_a_change_that_is_told_otherwise_is_no_304(
    client: Client, article: Article, fields: dict[str, object]
) -> None:
    fresh = {path: client.get(path)["ETag"] for path in feeds_of(article)}
    Change.objects.filter(number=2).update(**fields)
    for path, etag in fresh.items():
        assert client.get(path, headers={"if-none-match": etag}).status_code == 200, path


@pytest.mark.parametrize("told_by", ["the site", "the article"])
def test_what_counts_as_text_again_is_no_304_and_no_old_diff(
    client: Client, article: Article, told_by: str
) -> None:
    line = Sign("line", "It rained.", ("It rained.",))
    others = [article] if told_by == "the article" else [make_story([A], article.source) for _ in range(3)]
    fresh = client.get("/feed.rss")
    assert feedparser.parse(fresh.content).entries[0].description.count("[1 unchanged paragraph]") == 2
    for other in others:
        FurnitureSign.objects.note(other, [line], START)
    without = client.get("/feed.rss", headers={"if-none-match": fresh["ETag"]})
    assert feedparser.parse(without.content).entries[0].description.count("[1 unchanged paragraph]") == 1
    told = SiteFurniture.objects.get() if told_by == "the site" else article.furniture_signs.get()
    told.release("admin", START)
    again = client.get("/feed.rss", headers={"if-none-match": without["ETag"]})
    assert feedparser.parse(again.content).entries[0].description.count("[1 unchanged paragraph]") == 2


def test_a_text_that_was_read_again_is_no_304_and_no_old_diff(client: Client, article: Article) -> None:
    fresh = client.get("/feed.rss")
    better = make_text(
        "Port not to be sold", "It rained.", "The port will not be sold to anybody.", "The sun set."
    )
    Reading.objects.append(article.versions.get(number=1), better, "other rules")
    response = client.get("/feed.rss", headers={"if-none-match": fresh["ETag"]})
    assert response.status_code == 200
    assert b"anybody" in response.content


def test_what_an_item_belongs_to_is_told_as_it_is_now(client: Client, article: Article) -> None:
    fresh = client.get("/feed.rss")
    Source.objects.update(slug="mail")
    Article.objects.update(language="he")
    response = client.get("/feed.rss", headers={"if-none-match": fresh["ETag"]})
    content = response.content.decode()
    assert "/sources/mail/" in content
    assert "/sources/post/" not in content
    assert '&lt;p dir="auto" lang="he"&gt;' in content


def test_a_diff_is_compared_once_for_all_feeds(
    client: Client, article: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/feed.rss")
    make_story([A, B], article.source)
    newer = client.get("/feed.rss")
    assert [template.name for template in newer.templates].count("articles/_feed_diff.html") == 1
    with django_assert_num_queries(1):
        narrowed = client.get("/feed.json?score=1")
    assert newer.content.count(b"{+not+}") == narrowed.content.count(b"{+not+}") == 4


def test_what_was_hidden_is_not_kept_by_a_304(client: Client, article: Article) -> None:
    other = make_story([A, B], article.source)
    fresh = client.get("/feed.rss")
    other.hide("A court ordered it.", timezone.now())
    for asked in ({"if-none-match": fresh["ETag"]}, {"if-modified-since": fresh["Last-Modified"]}):
        response = client.get("/feed.rss", headers=asked)
        assert response.status_code == 200
        assert f"/articles/{other.pk}/" not in response.content.decode()
        assert "Last-Modified" not in response


@pytest.mark.parametrize(("which", "items"), [(0, 50), (2, 20)])
def test_a_feed_is_as_long_as_a_reader_takes(client: Client, which: int, items: int) -> None:
    article = make_long_story(changes=55)
    feed = feedparser.parse(client.get(feeds_of(article)[which]).content)
    assert [entry.id.rpartition("/")[2] for entry in feed.entries] == [
        str(number) for number in range(55, 55 - items, -1)
    ]


@pytest.mark.parametrize("kept", [False, True])
def test_texts_without_room_in_a_feed_are_linked(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """Also where their diff was written for another feed: the same changes are the same answer."""
    if kept:
        assert client.get("/feed.rss").content.count(b"All that changed") == 2
    monkeypatch.setattr(describing, "ROOM", 200)
    feed = feedparser.parse(client.get(f"/articles/{article.pk}/feed.rss").content)
    whole, brief = (entry.description for entry in feed.entries)
    assert "[1 unchanged paragraph]" in whole
    assert "unchanged" not in brief
    assert "{+not+}" in brief
    for number in (0, 1):
        assert f'<a href="http://127.0.0.1:8000/articles/{article.pk}/versions/{number}/">' in brief


def test_hidden_rows_do_not_empty_a_feed(client: Client, article: Article) -> None:
    newer = make_long_story(changes=60)
    newer.hide("A court ordered it.", timezone.now())
    response = client.get("/feed.rss")
    assert len(feedparser.parse(response.content).entries) == 2
    assert "Last-Modified" not in response


def test_a_feed_has_a_date_again_once_what_was_hidden_is_out_of_range(
    client: Client, article: Article
) -> None:
    older = make_story([A, B])
    older.hide("A court ordered it.", timezone.now())
    assert "Last-Modified" not in client.get("/feed.rss")
    make_long_story(changes=60)
    assert "Last-Modified" in client.get("/feed.rss")


def test_an_empty_feed_is_valid(client: Client) -> None:
    feed = feedparser.parse(client.get("/feed.rss").content)
    assert not feed.bozo
    assert feed.entries == []


@pytest.mark.parametrize("bad", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_characters_that_xml_has_not_are_left_out(client: Client, bad: str) -> None:
    lone = "\ud800"
    if connection.vendor == "postgresql":  # it stores neither lone surrogates nor NUL
        lone, bad = "", bad.replace("\x00", "\x01")
    texts = [
        ArticleText(f"Head{bad}line", (Block("paragraph", f"Text{bad} {number}"),)) for number in range(2)
    ]
    article = make_story(texts, make_source(f"Po{bad}st", slug="post"))
    Change.objects.update(summary=f"Changed{bad}", excerpt=[["insert", f"new{lone}{bad}"]], reasons=[lone])
    for path in feeds_of(article):
        content = client.get(path).content.decode()
        assert not feedparser.parse(content).bozo
        assert bad not in content
        assert "Headline" in content
    for path in ("/", f"/articles/{article.pk}/diff/0/1/"):
        assert client.get(path).status_code == 200


def test_pages_name_the_feed_beside_them(client: Client, article: Article) -> None:
    base = f"/articles/{article.pk}/"
    beside = {"/": 0, "/sources/post/": 1, base: 2, f"{base}diff/0/1/": 2, f"{base}versions/0/": 2}
    for page, feed in beside.items():
        html = client.get(page).content.decode()
        assert '<link rel="alternate" type="application/rss+xml"' in html
        assert f'href="{feeds_of(article)[feed]}">' in html
