"""The search page: what it finds, tells, leads on to, and costs."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from protego import Protego
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Change
from articles.search import searching
from tests.factories import START, make_article, make_source, make_story, make_text, show
from tests.pages.reading import HOUR, plain, read
from tests.pages.searching import KEPT, A, B, address, found, links, many, page_of, told

pytestmark = pytest.mark.django_db


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


def test_that_nothing_was_found_is_said_with_what_may_help(client: Client, story: Article) -> None:
    page = plain(read(client, address(q="zeppelin", in_="removed", source="post")))
    assert "Nothing was found" in page
    assert "“zeppelin” among removed words, source post" in page
    assert "Look in all text" in page
    assert "Leave out the source" in page
    assert "Look in all text" not in plain(read(client, address(q="zeppelin")))


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


def test_every_page_has_the_field_and_the_way_to_the_page(client: Client) -> None:
    page = page_of(client, "/about/")
    [form] = page.forms
    assert (form.action, form.fields.keys()) == ("/search/", ["q"])
    assert page.xpath("//nav//a[@href='/search/']")
    assert page_of(client, "/search/").xpath("//nav//a[@aria-current]/@href") == ["/search/"]
