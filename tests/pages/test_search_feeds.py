"""The feeds of a search: what they have, tell and cost."""

import json

import feedparser
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.feeds import finding
from articles.models import Article, Change
from tests.factories import START, make_source, make_story, make_text, show
from tests.pages.reading import HOUR
from tests.pages.searching import FORMATS, A, B, address, page_of

pytestmark = pytest.mark.django_db


def entries(client: Client, form: str, query: str) -> list[tuple[str, str]]:
    """The id's end and the text of each item."""
    content = client.get(f"/search/feed.{form}?{query}").content
    if form == "json":
        return [(one["id"], one["content_html"]) for one in json.loads(content)["items"]]
    feed = feedparser.parse(content)
    assert not feed.bozo, feed.bozo_exception
    return [(one.id, one.content[0].value if form == "atom" else one.description) for one in feed.entries]


@pytest.mark.parametrize("form", FORMATS)
def test_a_feed_has_the_changes_by_which_the_words_came_or_went(
    client: Client, story: Article, form: str
) -> None:
    show(story, A, START + 9 * HOUR)
    ids = [f"articles/{story.pk}/changes/{number}" for number in (1, 2)]

    def of(query: str) -> list[str]:
        return [key.partition(":")[2].partition(":")[2] for key, _ in entries(client, form, query)]

    assert of("q=%22will+be%22") == of("q=not") == ids[::-1]
    assert of("q=not&in=removed") == of("q=%22will+be%22&in=added") == ids[1:]
    assert of("q=not&in=added") == of("q=%22will+be%22&in=removed") == ids[:1]
    assert of("q=minister") == of("q=port") == of("q=port&source=post") == []


def test_an_item_quotes_what_came_and_what_went(client: Client, story: Article) -> None:
    [(_, text)] = entries(client, "json", "q=%22not+be%22")
    assert '<p>Came: <span dir="auto" lang="en-GB">The port will <b>not be</b> sold.</span></p>' in text
    assert "changed between 24 November 2026, 09:31 and 24 November 2026, 10:00 UTC" in text
    [(_, text)] = entries(client, "json", "q=%22port+to+be%22")
    assert '<p>Headline that went: <span dir="auto" lang="en-GB"><b>Port to be</b> sold</span></p>' in text


def test_a_feed_names_its_search(client: Client, story: Article) -> None:
    feed = feedparser.parse(client.get("/search/feed.atom?q=not&in=added&source=post").content).feed
    assert feed.title == "Stet: “not” among added words, source post"
    assert {link.rel: link.href for link in feed.links} == {
        "alternate": f"{settings.PUBLIC_URL}/search/?q=not&in=added&source=post",
        "self": f"{settings.PUBLIC_URL}/search/feed.atom?q=not&in=added&source=post",
    }


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("query", "queries"),
    [
        ("q=not", 1),
        ("q=not&in=added", 1),
        ("q=will+be&in=removed&since=2026-11-01", 1),
        ("q=not&headlines=on&source=post", 2),
        ("q=not+-source:echo+source:post", 2),
        ("q=zeppelin", 1),
    ],
)
def test_a_reader_that_has_it_costs_two_queries_and_no_rendering(
    client: Client, story: Article, query: str, queries: int, form: str
) -> None:
    make_story([A, B, A], make_source(slug="echo"))
    path = f"/search/feed.{form}?{query}"
    fresh = client.get(path)
    assert fresh["Cache-Control"] == "no-cache"
    assert "Last-Modified" not in fresh
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path, headers={"if-none-match": fresh["ETag"]})
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"] == fresh["ETag"]
    assert not response.templates
    assert len(asked) == queries


@pytest.mark.parametrize("query", ["q=not", "q=not&in=added", "q=not+source:post"])
def test_a_change_that_brings_the_words_is_no_304(client: Client, story: Article, query: str) -> None:
    path = f"/search/feed.rss?{query}"
    fresh = client.get(path)
    make_story([A, make_text("Port", "It rained.")], story.source)
    assert client.get(path, headers={"if-none-match": fresh["ETag"]}).status_code == 304
    make_story([make_text("Airship", "It flies."), make_text("Zeppelin", "It will not land.")], story.source)
    response = client.get(path, headers={"if-none-match": fresh["ETag"]})
    assert response.status_code == 200
    assert "Zeppelin" in response.content.decode()


def test_a_change_that_is_told_otherwise_is_no_304(client: Client, story: Article) -> None:
    fresh = client.get("/search/feed.rss?q=not")
    for fields in ({"summary": "Retold"}, {"kinds": ["retold"]}, {"diff_version": 9}, {"hidden": True}):
        Change.objects.update(**fields)
        response = client.get("/search/feed.rss?q=not", headers={"if-none-match": fresh["ETag"]})
        assert response.status_code == 200, fields
        fresh = response


def test_a_feed_looks_no_further_than_its_stretch(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(finding, "STRETCH", 3)
    for _ in range(2):
        make_story([A, B])
    with django_assert_num_queries(5):
        items = entries(client, "json", "q=not&in=added")
    assert [text.count("Came:") + text.count("came:") for _, text in items] == [2, 1]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("hidden", ["article", "from", "to"])
def test_what_is_hidden_is_gone_from_its_feed_at_the_next_poll(
    client: Client, story: Article, form: str, hidden: str
) -> None:
    path = f"/search/feed.{form}?q=not"
    fresh = client.get(path)
    assert story.get_absolute_url() in fresh.content.decode()
    parts = {"article": story, "from": story.versions.get(number=0), "to": story.versions.get(number=1)}
    parts[hidden].hide("It named a child.", timezone.now())
    response = client.get(path, headers={"if-none-match": fresh["ETag"]})
    assert response.status_code == 200
    assert story.get_absolute_url() not in response.content.decode()


def test_a_feed_costs_the_same_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        make_story([A, B, A])
    with django_assert_num_queries(8):
        assert len(entries(client, "rss", "q=not")) == 8


def test_the_page_names_its_feeds(client: Client, story: Article) -> None:
    page = page_of(client, address(q="port", in_="removed"))
    for form in FORMATS:
        beside = f"/search/feed.{form}?q=port&in=removed"
        assert page.xpath(f"//head/link[@rel='alternate' and @href='{beside}']")
        assert page.xpath(f"//main//a[@href='{beside}']")
    assert not page_of(client, "/search/").xpath("//main//a[contains(@href, 'feed')]")
