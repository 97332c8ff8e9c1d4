"""Lists narrowed by their addresses: sources, kinds, significance and time; chips, form, refusals and paging."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from lxml.html import document_fromstring

from articles.models import Article, Change, Source
from articles.publishing import listing
from articles.publishing.filtering import KINDS, MOST_SOURCES
from tests.factories import START, make_article, make_long_story, make_source, make_story, make_text, show
from tests.pages.reading import DAY, HOUR, PAIRS, assert_refused, plain, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Source:
    return make_source("The Harbour Post", slug="post")


@pytest.fixture
def echo() -> Source:
    return make_source("Northern Echo", slug="echo")


def change_at(at: timedelta, source: Source | None = None, texts: str = "number") -> Change:
    article = make_article(source)
    show(article, PAIRS[texts][0], START - DAY)
    change = show(article, PAIRS[texts][1], START + at)
    assert change is not None
    return change


def links_in(page: str, within: str) -> list[tuple[str, str]]:
    """Text and address of each link."""
    return [
        (plain(link.text_content()).strip(), link.get("href"))
        for link in document_fromstring(page).xpath(within)
    ]


def listed(client: Client, address: str) -> list[str]:
    """The addresses of the changes that a list shows, in order."""
    return [
        href
        for _, href in links_in(client.get(address).content.decode(), "//article[@class='change']//h3//a")
    ]


def addresses(*changes: Change) -> list[str]:
    return [change.get_absolute_url() for change in changes]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_asked_for(client: Client, kind: str) -> None:
    for texts in PAIRS.values():
        make_story(texts)
    told = {"correction-note": "correction note"}.get(kind, kind)
    matching = [
        c for c in Change.objects.newest_first() if told in c.kinds or (kind == "silent" and c.silent)
    ]
    assert 1 <= len(matching) < len(PAIRS)
    assert list(PAIRS).index(kind) in [
        sorted(Article.objects.values_list("pk", flat=True)).index(c.article_id) for c in matching
    ]
    assert listed(client, f"/?kind={kind}") == addresses(*matching)


def test_a_note_that_changed_counts_as_a_correction_note(client: Client) -> None:
    notes = [f"Correction: the {what} was wrong." for what in ("cost", "cost of the bridge")]
    make_story([make_text("Town news", "It rained.", note, correction=note) for note in notes])
    change = Change.objects.get()
    assert "note changed" in change.kinds
    assert listed(client, "/?kind=correction-note") == addresses(change)


def test_filters_are_joined(client: Client, post: Source, echo: Source) -> None:
    number = change_at(HOUR, post)
    name = change_at(2 * HOUR, echo, "name")
    negation = change_at(3 * HOUR, make_source(slug="third"), "negation")
    assert listed(client, "/?kind=number&kind=name") == addresses(name, number)
    assert listed(client, "/?source=post&source=echo") == addresses(name, number)
    assert listed(client, "/?source=post&source=third&kind=negation") == addresses(negation)
    assert listed(client, "/?source=post") == addresses(number)
    assert listed(client, f"/?score={negation.score}") == addresses(negation)
    assert listed(client, f"/?score={negation.score + 1}") == []
    assert listed(client, "/sources/post/?kind=number&source=echo") == addresses(number)
    assert listed(client, "/sources/post/?kind=name") == []


def test_days_are_whole_and_in_utc(client: Client) -> None:
    midnight = timedelta(hours=18)
    first, second, third = (
        change_at(midnight + at) for at in (-timedelta(microseconds=1), timedelta(0), DAY)
    )
    assert listed(client, "/?since=2026-11-25") == addresses(third, second)
    assert listed(client, "/?until=2026-11-24") == addresses(first)
    assert listed(client, "/?since=2026-11-25&until=2026-11-25") == addresses(second)


def test_periods_end_now(client: Client) -> None:
    changes = [change_at(ago) for ago in (-40 * DAY, -20 * DAY, -3 * DAY, -HOUR)]
    with time_machine.travel(START, tick=False):
        for period, newest in {"day": 1, "week": 2, "month": 3}.items():
            assert listed(client, f"/?period={period}") == addresses(*changes[: -newest - 1 : -1])


def test_what_is_set_can_be_removed_one_by_one(client: Client, post: Source) -> None:
    change_at(HOUR, post)
    page = client.get("/?source=post&kind=number&kind=name&score=5&since=2026-11-01").content.decode()
    chips = dict(links_in(page, "//nav[@class='filters']//li//*[@aria-current]"))
    removed = ", remove this filter×"
    assert chips == {
        f"Figures{removed}": "/?source=post&kind=name&score=5&since=2026-11-01",
        f"Names{removed}": "/?source=post&kind=number&score=5&since=2026-11-01",
        f"The Harbour Post{removed}": "/?kind=number&kind=name&score=5&since=2026-11-01",
        f"Significance 5 or more{removed}": "/?source=post&kind=number&kind=name&since=2026-11-01",
        f"Since 1 November 2026{removed}": "/?source=post&kind=number&kind=name&score=5",
    }
    assert dict(links_in(page, "//nav[@class='filters']//li//a"))["Negations"].endswith(
        "since=2026-11-01&kind=negation"
    )
    assert dict(links_in(page, "//nav[@class='filters']//li//a"))["All changes"] == "/"
    assert (
        links_in(client.get("/?kind=number").content.decode(), "//nav[@class='filters']//*[@aria-current]")[
            0
        ][1]
        == "/"
    )


def test_the_form_asks_as_it_is_filled_in(client: Client, post: Source, echo: Source) -> None:
    change, _ = change_at(HOUR, post), change_at(HOUR, echo)
    form = document_fromstring(client.get("/?source=post").content).forms[1]
    assert (form.method, form.action) == ("GET", "/")
    assert form.inputs["source"].value == {"post"}
    form.inputs["kind"].value = ["number"]
    form.inputs["score"].value = "1"
    query = [(name, value) for name, value in form.form_values() if name]
    assert ("since", "") in query
    asked = QueryDict(mutable=True)
    for name, value in query:
        asked.appendlist(name, value or "")
    response = client.get(f"/?{asked.urlencode()}")
    assert response.status_code == 302
    assert response["Location"] == "/?source=post&kind=number&score=1"
    assert listed(client, response["Location"]) == addresses(change)
    again = document_fromstring(client.get(response["Location"]).content).forms[1]
    assert again.inputs["kind"].value == {"number"}
    assert again.inputs["score"].value == "1"
    assert client.get("/?kind=&since=")["Location"] == "/"


def test_a_source_has_the_same_filters_without_sources(client: Client, post: Source, echo: Source) -> None:
    change_at(HOUR, post)
    page = document_fromstring(client.get("/sources/post/?kind=number").content)
    assert {name for name, _ in page.forms[1].form_values() if name} == {
        "kind",
        "score",
        "period",
        "since",
        "until",
    }
    assert page.forms[1].action == "/sources/post/"


BAD = {
    "kind=weather": "There is no kind “weather”",
    "score=much": "a whole number from 0 to 100, not “much”",
    "score=-1": "not “-1”",
    "score=101": "not “101”",
    "score=٣": "not “٣”",
    f"score={'9' * 5000}": "…”",
    "period=year": "There is no period “year”",
    "since=yesterday": "“since” is a day like 2026-11-24, not “yesterday”",
    "until=2026-02-30": "“until” is a day",
    "until=2026-11-24T10:00": "“until” is a day",
    "since=2026-11-24&until=2026-11-23": "the first is the later one",
    "period=day&since=2026-11-24": "exclude each other",
    "source=nowhere": "No source is called “nowhere”.",
    "source=%00": "No source is called",
    "source=%ED%A0%80": "No source is called",
    "&".join(
        f"source=s{number}" for number in range(MOST_SOURCES + 1)
    ): f"No more than {MOST_SOURCES} sources",
    "kind=%3Cscript%3Ealert(1)%3C/script%3E": "There is no kind “<script>alert(1)</script>”",
}


@pytest.mark.parametrize("query", BAD)
def test_what_no_list_has_is_refused_in_words(client: Client, query: str) -> None:
    change_at(HOUR)
    paths = ("/", "/feed.rss", "/feed.atom", "/feed.json")
    assert_refused(client, [f"{path}?{query}" for path in paths], BAD[query])
    page = client.get(f"/?{query}").content.decode()
    assert "<script>alert" not in page
    assert "Town news" not in page
    assert "<form" in page


@pytest.mark.parametrize(
    "query", ["since=0001-01-01", "until=9999-12-31", "score=0", "score=100", "before=", "x=y&utm_source=z"]
)
def test_the_ends_of_what_may_be_asked(client: Client, query: str) -> None:
    change_at(HOUR)
    for address in ("/", "/feed.rss"):
        assert client.get(f"{address}?{query}").status_code in (200, 302)


def test_that_nothing_matches_is_said(client: Client, post: Source) -> None:
    change_at(HOUR, post)
    for address in ("/?kind=negation&score=90", "/sources/post/?kind=negation&score=90"):
        page = read(client, address)
        assert "No change matches" in page
        assert "Negations; significance 90 or more" in plain(page)
        assert "No changes seen yet" not in page
        assert "How it is watched" not in page


def test_pages_keep_their_filter_whatever_arrives(
    client: Client, post: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    wanted = [change_at(number * HOUR, post) for number in range(5)]
    for number in range(5):
        change_at(number * HOUR, post, "name")
    seen: list[str] = []
    address: str | None = "/?source=post&kind=number"
    while address:
        page = client.get(address).content.decode()
        seen += listed(client, address)
        older = [href for _, href in links_in(page, "//nav[@class='paging']//a[@rel='next']")]
        assert all(href.startswith("?source=post&kind=number&before=") for href in older)
        address = f"/{older[0]}" if older else None
        change_at((20 + len(seen)) * HOUR, post)
    assert seen == addresses(*reversed(wanted))
    assert '<a href="/?source=post&amp;kind=number" rel="first">' in page


def test_narrowed_lists_are_no_crawlers_business(client: Client) -> None:
    change_at(HOUR)
    noindex = '<meta name="robots" content="noindex, follow">'
    assert noindex in client.get("/?kind=number").content.decode()
    page = client.get("/").content.decode()
    assert noindex not in page
    for link in re.findall(r'<a href="/\?[^>]*>', page):
        assert 'rel="nofollow"' in link


def test_a_long_list_of_sources_is_offered_in_part(
    client: Client, monkeypatch: pytest.MonkeyPatch, post: Source
) -> None:
    monkeypatch.setattr("articles.publishing.filtering.OFFERED", 2)
    for number in range(4):
        make_source(f"Busy {number}", slug=f"busy-{number}", changes_count=number)
    make_long_story(1, post)
    offered = document_fromstring(client.get("/?source=post").content).xpath("//input[@name='source']")
    assert [box.get("value") for box in offered] == ["busy-2", "busy-3", "post"]
