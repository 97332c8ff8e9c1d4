"""What one asks of search: the form and the words, what is looked up instead, and what is refused."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from articles.models import Article
from tests.factories import START, make_article, make_source, make_story, make_text, show
from tests.pages.reading import HOUR, assert_refused, read
from tests.pages.searching import FORMATS, KEPT, A, address, found, page_of, told

pytestmark = pytest.mark.django_db


def test_the_form_narrows_and_its_source_wins_over_the_words(client: Client, story: Article) -> None:
    make_story([A], make_source("Northern Echo", slug="echo"))
    assert len(found(client, address(q="minister"))) == 2
    for narrowed in (
        {"q": "minister", "source": "post"},
        {"q": "minister source:echo", "source": "post"},
    ):
        assert "The Harbour Post" in told(client, address(**narrowed))
    assert found(client, address(q="sold", headlines="on", in_="added")) == []
    assert found(client, address(q="not", headlines="on", in_="added")) == ["Port not to be sold"]


MOVED = {
    "port in:headlines": {"q": "port", "headlines": "on"},
    'in:removed "port in:text"': {"q": '"port in:text"', "in": "removed"},
    "port In:Added sold in:headlines": {"q": "port sold", "in": "added", "headlines": "on"},
    "in:headlines": {"headlines": "on"},
}


@pytest.mark.parametrize("words", MOVED)
def test_what_the_words_say_of_the_place_moves_into_the_form(
    client: Client, story: Article, words: str
) -> None:
    response = client.get(address(q=words))
    assert (response.status_code, response["Location"]) == (302, f"/search/?{urlencode(MOVED[words])}")
    [form] = page_of(client, response["Location"]).forms
    assert {name: value for name, value in form.form_values() if value} == {"in": "text"} | MOVED[words]


def test_headlines_only_can_be_unticked(client: Client, story: Article) -> None:
    asked = client.get(address(q="minister in:headlines"))["Location"]
    assert found(client, asked) == []
    [form] = page_of(client, asked).forms
    del form.inputs["headlines"].attrib["checked"]
    unticked = client.get(f"{form.action}?{urlencode(form.form_values())}")["Location"]
    assert found(client, unticked) == [KEPT]


def test_a_place_that_is_typed_wins_over_what_the_form_had(client: Client, story: Article) -> None:
    for had in ("text", "added"):
        assert client.get(address(q="will in:removed", in_=had))["Location"] == address(
            q="will", in_="removed"
        )
    assert client.get(address(q="will in:text", in_="removed"))["Location"] == address(q="will")
    assert "“will” among removed words" in client.get("/search/feed.rss?q=will+in:removed").content.decode()


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
    assert client.get(address(q="port", headlines="1"))["Location"] == address(q="port", headlines="on")
    assert client.get("/search/?q=")["Location"] == "/search/"


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
    paths = ("/search/", *(f"/search/feed.{form}" for form in FORMATS))
    assert_refused(client, [f"{path}?{query}" for path in paths], REFUSED[query])
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
