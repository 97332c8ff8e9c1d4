"""The search page and the feeds of a search: what they find, tell, refuse and cost."""

import html
import json
from urllib.parse import urlencode

import feedparser
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml.html import HtmlElement, document_fromstring
from protego import Protego
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Change
from articles.search import searching
from tests.factories import START, make_article, make_source, make_story, make_text, show
from tests.pages.reading import HOUR, plain, read

pytestmark = pytest.mark.django_db
KEPT = "The minister gave no price."
A = make_text("Port to be sold", "The port will be sold.", KEPT, language="en-GB")
B = make_text("Port not to be sold", "The port will not be sold.", KEPT, language="en-GB")
FORMATS = ("rss", "atom", "json")


@pytest.fixture
def story() -> Article:
    article = make_story([A, B], make_source("The Harbour Post", slug="post"))
    Article.objects.filter(pk=article.pk).update(language="en-GB")
    return article


def address(**asked: str) -> str:
    return f"/search/?{urlencode({name.rstrip('_'): value for name, value in asked.items()})}"


def page_of(client: Client, path: str) -> HtmlElement:
    response = client.get(path)
    assert response.status_code == 200
    return document_fromstring(response.content)


def found(client: Client, path: str) -> list[str]:
    quotes = page_of(client, path).xpath("//article[contains(@class, 'hit')]//blockquote")
    return [quote.text_content() for quote in quotes]


def told(client: Client, path: str) -> str:
    [hit] = page_of(client, path).xpath("//article[contains(@class, 'hit')]")
    return plain(html.unescape(hit.text_content()))


def links(client: Client, path: str) -> dict[str, str]:
    return {link.text_content(): link.get("href") for link in page_of(client, path).xpath("//main//a")}


def test_a_hit_is_shown_with_its_matches_and_its_article(client: Client, story: Article) -> None:
    page = page_of(client, address(q="minister price"))
    [quote] = page.xpath("//blockquote")
    assert quote.text_content() == KEPT
    assert [mark.text for mark in quote.xpath("mark")] == ["minister", "price"]
    assert (quote.get("lang"), quote.get("dir")) == ("en-GB", "auto")
    [headline] = page.xpath("//article//h3")
    assert (headline.get("lang"), headline.get("dir")) == ("en-GB", "auto")
    assert headline.xpath("a/@href") == [story.get_absolute_url()]
    assert page.xpath("//article//a[@href='/sources/post/']")


def test_what_stood_from_the_first_and_stands_says_so(client: Client, story: Article) -> None:
    said = told(client, address(q="minister"))
    assert "Stood in the first version, seen 24 November 2026, 06:00 UTC. Still stands." in said
    assert links(client, address(q="minister"))["the first version"] == f"/articles/{story.pk}/versions/0/"
    Article.objects.update(removed_at=START)
    assert "the article itself is gone from its site" in told(client, address(q="minister"))


def test_who_took_a_phrase_out_and_when(client: Client, story: Article) -> None:
    path = address(q='"port will be"', in_="removed")
    assert "Gone: taken out with version 1, changed on 24 November 2026 between 09:31 and 10:00 UTC." in told(
        client, path
    )
    assert links(client, path)["with version 1"] == story.changes.get().get_absolute_url()
    assert "reworded or taken out with version 1" in told(client, address(q='"port will be"'))


def test_what_came_says_by_which_change(client: Client, story: Article) -> None:
    path = address(q='"will not be"', in_="added")
    assert "Came with version 1, changed on 24 November 2026 between 09:31 and 10:00 UTC." in told(
        client, path
    )
    assert links(client, path)["with version 1"] == story.changes.get().get_absolute_url()
    assert "So worded since version 1" in told(client, address(q='"will not be"'))


def test_what_came_back_says_so(client: Client) -> None:
    make_story([A, B, A])
    assert "it came back later" in told(client, address(q='"port will be"', in_="removed"))
    assert "Back with the text of version 0, changed on" in told(client, address(q='"port will be"'))
    assert '"port will be" among removed words' in read(client, address(q='"port will be"', in_="removed"))


def test_a_change_over_days_is_told_with_its_years(client: Client, story: Article) -> None:
    Change.objects.update(not_before=START - 400 * 24 * HOUR)
    assert "between 20 October 2025, 06:00 and 24 November 2026, 10:00 UTC" in told(
        client, address(q='"will not be"')
    )


def test_the_form_narrows_and_wins_over_the_words(client: Client, story: Article) -> None:
    make_story([A], make_source("Northern Echo", slug="echo"))
    assert len(found(client, address(q="minister"))) == 2
    for narrowed in (
        {"q": "minister", "source": "post"},
        {"q": "minister source:echo", "source": "post"},
    ):
        assert "The Harbour Post" in told(client, address(**narrowed))
    assert found(client, address(q="sold", headlines="on", in_="added")) == []
    assert found(client, address(q="not", headlines="on", in_="added")) == ["Port not to be sold"]
    assert found(client, address(q="not in:removed", in_="added"))[0].startswith("The port will not")
    assert "All text" not in read(client, address(q="not in:removed", in_="text")).partition("checked")[0]
    assert found(client, address(q="not in:removed", in_="text")) != []
    assert found(client, address(q="minister in:removed")) == []


def test_days_are_whole_and_the_last_one_counts(client: Client) -> None:
    midnight = START + 18 * HOUR
    for at, word in ((midnight - HOUR, "early"), (midnight, "late")):
        show(make_article(), make_text("Tide", f"The {word} tide."), at)
    assert found(client, address(q="tide", until="2026-11-24")) == ["The early tide."] * 1 + ["Tide"]
    assert found(client, address(q="late", since="2026-11-25", until="2026-11-25")) == ["The late tide."]
    assert found(client, address(q="late", until="9999-12-31", since="0001-01-01")) == ["The late tide."]
    assert found(client, address(q="early before:2026-11-25", until="2026-11-25")) == ["The early tide."]


def test_the_form_is_filled_in_as_was_asked_and_asks_the_same_again(client: Client, story: Article) -> None:
    path = address(q='"will be"', in_="removed", headlines="on", source="post", since="2026-11-01")
    [form] = page_of(client, path).forms
    assert {name: value for name, value in form.form_values() if value} == {
        "q": '"will be"',
        "in": "removed",
        "headlines": "on",
        "source": "post",
        "since": "2026-11-01",
    }
    response = client.get(f"{form.action}?{urlencode(form.form_values())}")
    assert (response.status_code, response["Location"]) == (302, path)
    assert client.get(address(q="port", in_="text", source=""))["Location"] == address(q="port")
    assert client.get("/search/?q=")["Location"] == "/search/"
    [form] = page_of(client, address(q="not in:removed")).forms
    assert form.fields["in"] == "removed"


def test_without_words_there_is_the_form(client: Client, story: Article) -> None:
    for path in ("/search/", "/search/?source=post"):
        page = read(client, path)
        assert "How to ask" in page
        assert "Nothing was found" not in page
        assert "<article" not in page


@pytest.mark.parametrize(
    "url", ["https://post.example/1", "post.example/news/1?x=y", "HTTP://post.example", "www.post.example/"]
)
def test_an_address_is_looked_up(client: Client, url: str) -> None:
    response = client.get(address(q=f" {url} "))
    assert (response.status_code, response["Location"]) == (302, f"/lookup/?{urlencode({'url': url})}")


@pytest.mark.parametrize(
    "words", ["4.1m", "U.S.", "post.example", '"https://post.example/1"', "and/or", "a. b/c"]
)
def test_words_are_no_address(client: Client, words: str) -> None:
    assert client.get(address(q=words)).status_code == 200


def test_an_address_that_is_unknown_may_be_searched_for_as_words(client: Client) -> None:
    make_story([make_text("Shop", "See post.example/news for more.")])
    [link] = [
        link
        for link in page_of(client, "/lookup/?url=post.example/news").xpath("//main//a/@href")
        if "search" in link
    ]
    assert found(client, link) == ["See post.example/news for more."]


def test_that_nothing_was_found_is_said_with_what_may_help(client: Client, story: Article) -> None:
    page = plain(read(client, address(q="zeppelin", in_="removed", source="post")))
    assert "Nothing was found" in page
    assert "“zeppelin” among removed words, source post" in page
    assert "Look in all text" in page
    assert "Leave out the source" in page
    assert "Look in all text" not in plain(read(client, address(q="zeppelin")))


REFUSED = {
    "q=-port": "The query only leaves out",
    "q=%2A%2A": "Write a word to search for",
    "q=port+source:sun": "There is no source “sun”.",
    "q=port&source=sun": "There is no source “sun”.",
    "q=port&source=%F0%9F%98%80": "There is no source",
    f"q=port&source={'s' * 5000}": "…”.",
    "q=port&in=everything": "What is searched is text, added or removed, not “everything”.",
    "q=port&since=yesterday": "“since” is a day like 2026-11-24, not “yesterday”.",
    "q=port&until=2026-02-30": "“until” is a day like",
    "q=port&since=2026-11-25&until=2026-11-24": "the first is the later one",
    f"q={'x' * 10000}": "A query may have 1,000 characters",
    "q=port+after:then": "needs a date",
    "q=port+after:%3Cscript%3Ealert(1)%3C/script%3E": "needs a date",
}


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: str(query)[:40])
def test_what_cannot_be_answered_is_refused_in_words(client: Client, story: Article, query: str) -> None:
    for path in ("/search/", *(f"/search/feed.{form}" for form in FORMATS)):
        response = client.get(f"{path}?{query}")
        assert response.status_code == 400
        assert REFUSED[query] in html.unescape(response.content.decode())
        assert response["Cache-Control"] == "no-cache"
    page = client.get(f"/search/?{query}").content.decode()
    assert "<script>alert" not in page
    assert 'aria-describedby="error"' in page
    assert "<article" not in page


ODD = [
    *(
        "\x00",
        "a\x00b",
        "\ufffe a",
        "\u202eport",
        "port\x0b",
        '"' * 999,
        "😀",
        "-" * 999,
        "§added",
        "NEAR(a b)",
    ),
    *("وقال الوزير", "東京都知事", "%s %(a)s", "a <-> b", "'a':1A", "{{ 7|add:7 }}", "<b>port", "ﷺ" * 900),
    *("x" * 10_000, "http://[::1", "http://\x00/", "a.b/" + "c" * 10_000, "1.2/\ufffe"),
]


@pytest.mark.parametrize("field", ["q", "in", "source", "since", "until", "headlines", "before"])
def test_nothing_that_is_asked_fails(client: Client, story: Article, field: str) -> None:
    for odd in ODD:
        for path in ("/search/", "/search/feed.rss", "/search/feed.json"):
            response = client.get(f"{path}?{urlencode({'q': 'port', field: odd})}", follow=True)
            assert response.status_code in (200, 400, 404), (path, odd)
            assert "\x00" not in response.content.decode()
    assert client.get(f"/search/?q=port&{field}=%ED%A0%80%FF").status_code in (200, 302, 400, 404)


def many(count: int) -> None:
    source = make_source()
    for number in range(count):
        show(make_article(source), make_text(f"Tide {number}", "It rained."), START + number * HOUR)


def test_older_results_go_on_with_the_same_search(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching.search, "__defaults__", (*searching.search.__defaults__[:1], 2))
    many(5)
    path, seen = address(q="tide", headlines="on"), []
    for _ in range(3):
        seen += found(client, path)
        onward = links(client, path)
        path = f"/search/{onward.get('Older results', '')}"
        show(make_article(), make_text("Tide 9", "New."), START + 50 * HOUR)
    assert seen == [f"Tide {number}" for number in (4, 3, 2, 1, 0)]
    assert "Older results" not in onward
    assert onward["Newest results"] == "?q=tide&headlines=on"


def test_places_that_no_page_names_are_not_there(client: Client, story: Article) -> None:
    for place in ("x", "-1", "1e5", "٣", "9" * 20):
        assert client.get(address(q="port", before=place)).status_code == 404
    assert "There are no older results" in read(client, address(q="port", before="0"))
    assert len(found(client, address(q="minister", before="9" * 19))) == 1


def test_a_stretch_of_edits_that_kept_the_words_leads_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "ROUNDS", 1)
    monkeypatch.setattr(searching.search, "__defaults__", (*searching.search.__defaults__[:1], 1))
    article = make_article()
    for number in range(4):
        show(article, make_text("Tide", f"The tide is in, {number}."), START + number * HOUR)
    path = address(q="tide", in_="removed")
    assert "Nothing in this stretch" in read(client, path)
    assert "Older results" in links(client, path)


def test_searches_are_no_crawlers_business(client: Client, story: Article) -> None:
    for path in ("/search/", address(q="port"), address(q="zeppelin")):
        assert '<meta name="robots" content="noindex">' in client.get(path).content.decode()
    rules = Protego.parse(client.get("/robots.txt").content.decode())
    assert not rules.can_fetch("/search/?q=port", "crawler")
    assert not rules.can_fetch("/search/feed.rss?q=port", "crawler")


def test_pages_only_answer_reading(client: Client) -> None:
    for path in ("/search/", "/search/feed.rss?q=x"):
        assert client.post(path).status_code == 405
        assert client.head(path).status_code == 200


@pytest.mark.parametrize(
    ("asked", "queries"),
    [({"q": "tide"}, 4), ({"q": "it", "in": "removed", "source": "s"}, 7), ({"q": "no"}, 2)],
)
def test_a_page_costs_few_queries_however_much_there_is(
    client: Client,
    asked: dict[str, str],
    queries: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_story([make_text("x", "It rained."), make_text("x", "Sun.")], make_source(slug="s"))
    many(8)
    with django_assert_max_num_queries(queries):
        assert client.get(f"/search/?{urlencode(asked)}").status_code == 200


def test_what_is_hidden_is_found_no_more(client: Client, story: Article) -> None:
    path = address(q="minister")
    fresh = client.get(path)
    story.hide("A court ordered it.", timezone.now())
    response = client.get(path, headers={"if-none-match": fresh["ETag"]})
    assert response.status_code == 200
    assert KEPT not in response.content.decode()


def test_a_text_may_have_what_no_page_can_carry(client: Client) -> None:
    bad = "\x01\ufffe"
    make_story([make_text(f"He{bad}ad", "x"), make_text(f"He{bad}ad", f"The po{bad}rt, the ship{bad}")])
    for path in (address(q="ship"), "/search/feed.rss?q=ship"):
        content = client.get(path).content.decode()
        assert "ship" in content
        assert not set(bad) & set(content)


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
    assert '<p>Came: <span dir="auto">The port will <b>not be</b> sold.</span></p>' in text
    assert "changed between 24 November 2026, 09:31 and 24 November 2026, 10:00 UTC" in text
    [(_, text)] = entries(client, "json", "q=%22port+to+be%22")
    assert '<p>Headline that went: <span dir="auto"><b>Port to be</b> sold</span></p>' in text


def test_a_feed_names_its_search(client: Client, story: Article) -> None:
    feed = feedparser.parse(client.get("/search/feed.atom?q=not&in=added&source=post").content).feed
    assert feed.title == "Stet: “not” among added words, source post"
    assert {link.rel: link.href for link in feed.links} == {
        "alternate": f"{settings.PUBLIC_URL}/search/?q=not&in=added&source=post",
        "self": f"{settings.PUBLIC_URL}/search/feed.atom?q=not&in=added&source=post",
    }


@pytest.mark.parametrize(("query", "queries"), [("q=not&in=added", 5), ("q=not", 9), ("q=zeppelin", 2)])
def test_a_reader_that_has_it_is_told_so_without_rendering(
    client: Client, story: Article, query: str, queries: int
) -> None:
    make_story([A, B, A])
    path = f"/search/feed.rss?{query}"
    fresh = client.get(path)
    assert "Last-Modified" not in fresh
    with CaptureQueriesContext(connection) as asked:
        response = client.get(path, headers={"if-none-match": fresh["ETag"]})
    assert (response.status_code, response.content) == (304, b"")
    assert len(asked) == queries
    make_story([make_text("Airship", "It flies."), make_text("Zeppelin", "It will not land.")])
    assert client.get(path, headers={"if-none-match": fresh["ETag"]}).status_code == 200


def test_what_is_hidden_is_gone_from_its_feed_at_the_next_poll(client: Client, story: Article) -> None:
    fresh = client.get("/search/feed.rss?q=not")
    assert story.get_absolute_url() in fresh.content.decode()
    story.versions.get(number=0).hide("It named a child.", timezone.now())
    response = client.get("/search/feed.rss?q=not", headers={"if-none-match": fresh["ETag"]})
    assert response.status_code == 200
    assert story.get_absolute_url() not in response.content.decode()


def test_a_feed_costs_the_same_however_much_there_is(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(4):
        make_story([A, B, A])
    with django_assert_num_queries(9):
        assert len(entries(client, "rss", "q=not")) == 8


def test_the_page_names_its_feeds(client: Client, story: Article) -> None:
    page = page_of(client, address(q="port", in_="removed"))
    for form in FORMATS:
        beside = f"/search/feed.{form}?q=port&in=removed"
        assert page.xpath(f"//head/link[@rel='alternate' and @href='{beside}']")
        assert page.xpath(f"//main//a[@href='{beside}']")
    assert not page_of(client, "/search/").xpath("//main//a[contains(@href, 'feed')]")


def test_every_page_has_the_field_and_the_way_to_the_page(client: Client) -> None:
    page = page_of(client, "/about/")
    [form] = page.forms
    assert (form.action, form.fields.keys()) == ("/search/", ["q"])
    assert page.xpath("//nav//a[@href='/search/']")
    assert page_of(client, "/search/").xpath("//nav//a[@aria-current]/@href") == ["/search/"]
