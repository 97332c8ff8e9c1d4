"""The diff page, the history and the versions of an article."""

import html
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Event
from articles.text import ArticleText, Block
from tests.factories import START, make_article, make_event, make_source, make_story, make_text, show

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
A = make_text("Port to be sold", "The port will be sold.", "The minister gave no price.", "It rained.")
B = make_text(
    "Port not to be sold", "The port will not be sold.", "The minister gave no price.", "It rained."
)
C = make_text("Port sold", "The port was sold for £3m.", "The minister gave the price.", "It rained.")


def read(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_the_diff_page_states_the_facts(client: Client) -> None:
    article = make_story([A, B], make_source("The Harbour Post"))
    Article.objects.filter(pk=article.pk).update(published_at=START - HOUR, next_check_at=START + 5 * HOUR)
    with time_machine.travel(START + 4 * HOUR, tick=False):
        page = read(client, f"/articles/{article.pk}/diff/0/1/")
    text = plain(page)
    assert "The Harbour Post" in text
    assert "First published 24 November 2026, 05:00 UTC, first seen 24 November 2026, 06:00 UTC" in text
    assert "changed 1 time" in text
    assert "will be checked next 24 November 2026, 11:00 UTC" in text
    assert "changed on 24 November 2026 between 09:31 and 10:00 UTC" in text
    assert "about 4 hours later" in text
    assert f'href="{article.url}" rel="nofollow noopener noreferrer"' in page
    assert page.count(f'href="/articles/{article.pk}/feed.rss"') == 2
    assert '<meta name="robots"' not in page
    change = article.changes.get()
    assert f"{change.score}<small>" in page
    assert all(f"<li>{kind}</li>" in page for kind in change.kinds)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"last_changed_at": START}, "last changed 41 days ago and won’t be checked again for changes"),
        ({}, "has not changed since it was first seen and won’t be checked again"),
        ({"paused": True}, "checking is paused"),
        ({"next_check_at": START}, "due to be checked now"),
        ({"removed_at": START}, "(noticed 24 November 2026, 06:00 UTC), and won’t be checked again"),
        ({"next_check_at": START + 60 * DAY, "removed_at": START}, "will be checked for its return"),
    ],
)
def test_when_it_is_checked_next_or_why_not(client: Client, fields: dict[str, object], said: str) -> None:
    article = make_story([A])
    Article.objects.filter(pk=article.pk).update(**{"next_check_at": None, **fields})
    with time_machine.travel(START + timedelta(days=41), tick=False):
        assert said in plain(read(client, article.get_absolute_url()))


def test_each_difference_has_an_anchor_and_unchanged_text_folds(client: Client) -> None:
    quiet = [f"Paragraph {number} stays." for number in range(5)]
    article = make_story(
        [make_text("One", "The sea is calm.", *quiet), make_text("Two", "The sea is rough.", *quiet)]
    )
    path = f"/articles/{article.pk}/diff/0/1/"
    page = read(client, path)
    assert 'id="c1"' in page
    assert 'id="c2"' in page
    assert 'id="c3"' not in page
    assert "5 unchanged paragraphs" in page
    assert "unchanged paragraphs" not in read(client, path + "?text=all")
    assert "Paragraph 4 stays." in page


def test_the_reader_chooses_the_view(client: Client) -> None:
    article = make_story([A, B])
    path = f"/articles/{article.pk}/diff/0/1/"
    assert 'class="one"' in read(client, path)
    assert 'class="one"' not in read(client, path + "?view=side")
    inline = read(client, path + "?view=inline")
    assert 'The port will <ins><span class="said">added: </span>not </ins>be sold.' in inline
    assert inline.count("The minister gave no price.") == 1
    assert 'class="diff auto"' in read(client, path + '?view="><script>')


def test_moves_splits_and_merges_are_named(client: Client) -> None:
    long = [
        f"Sentence {word} of the report says something quite unlike the others."
        for word in ("one", "two", "six", "ten")
    ]
    old = make_text(
        "Report", *long, "The council met at nine. The vote was put off until the spring of next year."
    )
    new = make_text(
        "Report",
        long[3],
        *long[:3],
        "The council met at nine.",
        "The vote was put off until the spring of next year.",
    )
    article = make_story([old, new])
    there = plain(read(client, f"/articles/{article.pk}/diff/0/1/"))
    assert "moved from paragraph 4" in there
    assert "split into 2 paragraphs" in there
    assert "2 paragraphs joined" in plain(read(client, f"/articles/{article.pk}/diff/1/0/"))


def test_a_return_has_its_own_times_and_says_what_it_is(client: Client) -> None:
    article = make_story([A, B, A, B, C])
    back, again = article.changes.get(number=2), article.changes.get(number=3)
    article.changes.filter(number=3).update(flapping=True)
    page = plain(read(client, back.get_absolute_url()))
    assert "went back to the text of version 0" in page
    assert "between 13:31 and 14:00 UTC" in page
    page = plain(read(client, again.get_absolute_url()))
    assert "between 17:31 and 18:00 UTC" in page
    assert (
        "Version 0 · 24 November 2026, 14:00 UTC Version 1 · 24 November 2026, 18:00 UTC (about 4 hours later)"
        in page
    )
    assert "gone back and forth" in page
    assert "between 09:31 and 10:00 UTC" in plain(read(client, f"/articles/{article.pk}/diff/0/1/"))
    read(client, f"/articles/{article.pk}/diff/0/1/?change=2", 404)
    read(client, f"/articles/{article.pk}/diff/0/1/?change=x", 404)


def test_any_two_versions_in_the_order_asked(client: Client) -> None:
    article = make_story([A, B, C])
    page = read(client, f"/articles/{article.pk}/diff/2/0/")
    assert '<meta name="robots" content="noindex">' in page
    assert "these two never followed each other" in page
    assert "about 8 hours earlier" in page
    assert "The same text" in read(client, f"/articles/{article.pk}/diff/1/1/")
    response = client.get(f"/articles/{article.pk}/diff/", {"older": "0", "newer": "2"})
    assert response["Location"] == f"/articles/{article.pk}/diff/0/2/"
    read(client, f"/articles/{article.pk}/diff/?older=zero", 404)


@pytest.mark.parametrize(
    "path",
    [
        "articles/99/",
        "articles/{}/versions/7/",
        "articles/{}/diff/0/7/",
        "articles/{}/diff/0/99999999999999999999/",
        "articles/99/feed.rss",
        "articles/{}/versions/00/",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    article = make_story([A])
    assert "nothing at this address" in read(client, "/" + path.format(article.pk), 404)


def test_changes_lead_to_each_other(client: Client) -> None:
    article = make_story([A, B, C])
    first, second = article.changes.order_by("number")
    assert f'href="{second.get_absolute_url()}" rel="next"' in read(client, first.get_absolute_url())
    page = read(client, second.get_absolute_url())
    assert f'href="{first.get_absolute_url()}" rel="prev"' in page
    assert f'href="{second.get_absolute_url()}" aria-current="page"' in page
    assert "1 → 2" in page


def test_the_history_tells_everything_in_time_order(client: Client) -> None:
    article = make_story([A, B, A])
    make_event(article, Event.Kind.REMOVED, START + 6 * HOUR, "the server answered 410 Gone.")
    page = plain(read(client, article.get_absolute_url()))
    said = [
        "Version 0",
        "First seen, 12 words",
        "Version 1",
        "Removed from the site",
        "410 Gone",
        "Back to version 0",
    ]
    page = page[page.index("Version 0") :]
    places = [page.index(words) for words in said]
    assert places == sorted(places)


def test_an_article_without_changes(client: Client) -> None:
    seen = make_story([A])
    assert "No changes seen yet" in read(client, seen.get_absolute_url())
    assert "due for its first check" in read(client, make_article().get_absolute_url())
    failed = make_article(last_error="The page has no text.")
    assert "The page has no text." in read(client, failed.get_absolute_url())


def test_a_version_is_shown_whole_and_not_indexed(client: Client) -> None:
    blocks = (Block("heading", "A heading"), Block("quote", "A quotation"), Block("list_item", "A point"))
    article = make_story([A, ArticleText("Whole", blocks, byline="By Ada Quill", language="de"), C])
    Article.objects.filter(pk=article.pk).update(language="de")
    page = read(client, f"/articles/{article.pk}/versions/1/")
    for said in (
        "Whole",
        "By Ada Quill",
        "<h2>A heading</h2>",
        "<blockquote>A quotation</blockquote>",
        "A point",
    ):
        assert said in page
    assert '<meta name="robots" content="noindex">' in page
    assert f'href="/articles/{article.pk}/versions/0/" rel="prev"' in page
    assert f'href="/articles/{article.pk}/versions/2/" rel="next"' in page
    assert 'dir="auto" lang="de"' in page


def test_a_superseded_version_leads_to_the_one_that_stands(client: Client) -> None:
    article = make_story([A, B, C])
    versions = article.versions.order_by("number")
    versions.filter(number=1).update(superseded_by=versions[0])
    assert (
        client.get(f"/articles/{article.pk}/versions/1/")["Location"] == f"/articles/{article.pk}/versions/0/"
    )
    assert client.get(f"/articles/{article.pk}/diff/1/2/")["Location"] == f"/articles/{article.pk}/diff/0/2/"


@pytest.mark.parametrize(
    ("path", "queries"), [("", 4), ("versions/1/", 2), ("diff/0/1/", 3), ("diff/0/9/", 3), ("feed.rss", 7)]
)
def test_queries_do_not_grow_with_the_history(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, path: str, queries: int
) -> None:
    article = make_story([make_text(f"Story {n}", f"It is {n} o'clock.") for n in range(10)])
    with django_assert_num_queries(queries):
        assert client.get(article.get_absolute_url() + path).status_code == 200


@pytest.mark.parametrize("path", ["", "versions/0/", "versions/1/", "diff/0/1/", "feed.rss"])
def test_a_hidden_article_gives_its_reason_everywhere(client: Client, path: str) -> None:
    article = make_story([A, B])
    fresh = client.get(article.get_absolute_url() + path)
    article.hide("A court ordered it.", timezone.now())
    response = client.get(article.get_absolute_url() + path, headers={"if-none-match": fresh["ETag"]})
    assert response.status_code == 451
    assert "A court ordered it." in response.content.decode()
    assert "Port" not in response.content.decode()
    assert response["Cache-Control"] == "no-cache"


def test_a_hidden_version_is_gone_from_its_neighbours_pages(client: Client) -> None:
    article = make_story([A, B, C])
    article.versions.get(number=1).hide("It named a child.", timezone.now())
    for path in ("versions/1/", "diff/0/1/", "diff/1/2/"):
        assert "It named a child." in read(client, article.get_absolute_url() + path, 451)
    for path in ("", "versions/0/", "diff/0/2/"):
        page = read(client, article.get_absolute_url() + path)
        assert "will not be sold" not in page
        assert "not to be sold" not in page


def test_pages_are_revalidated_and_their_etag_is_strong(client: Client) -> None:
    article = make_story([A, B])
    for path in ("/", "/sources/", article.get_absolute_url(), f"/articles/{article.pk}/diff/0/1/"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-cache"
        assert response["ETag"].startswith('"')
        assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304


def test_original_links_lead_to_the_web_only(client: Client) -> None:
    article = make_story([A, B])
    Article.objects.filter(pk=article.pk).update(url="javascript:alert(1)")
    assert "javascript:" not in read(client, article.get_absolute_url())


@pytest.mark.shared
def test_the_seed_page_says_what_its_model_says(client: Client, shared: Path) -> None:
    pair = json.loads((shared / "data" / "seed" / "pair.json").read_text())
    article = make_article(make_source("bbc"), pair["url"])
    texts = [
        make_text(headline, *pair[side])
        for headline, side in zip(pair["headline"], ("old", "new"), strict=True)
    ]
    show(article, texts[0], START)
    show(article, texts[1], START + pair["hours_between"] * HOUR)
    Article.objects.filter(pk=article.pk).update(changes_count=5, next_check_at=None)
    with time_machine.travel(START + timedelta(days=42), tick=False):
        page = read(client, f"/articles/{article.pk}/diff/0/1/?view=side&text=all")
    text = plain(page)
    assert "bbc" in text
    assert "First seen" in text
    assert re.search(r"last changed 4\d days ago and won’t be checked again for changes", text)
    assert f'href="{article.url}"' in page
    assert "changed 5 times" in text
    assert "RSS feed of changes" in text
    assert "about 4 hours later" in text
    columns = plain(re.sub(r'<span class="said">\w+: </span>', "", page))
    columns = columns[columns.index("Version 0 ·") :]
    assert columns.index("Version 0") < columns.index("Version 1")
    assert columns.count(pair["headline"][0]) == 2
    for paragraph in (*pair["old"], *pair["new"]):
        assert paragraph in columns
