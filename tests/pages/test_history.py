"""The history of an article: all that happened, in time order, page by page."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Event
from articles.publishing import history
from tests.factories import START, make_article, make_event, make_long_story, make_story, make_text
from tests.pages.reading import DAY, HOUR, A, B, plain, read

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"last_changed_at": START}, "last changed 41 days ago; no longer checked"),
        ({"last_changed_at": START + 40.5 * DAY}, "last changed today; no longer checked"),
        ({}, "has not changed since it was first seen 41 days ago; no longer checked"),
        ({"last_checked_at": None}, "not checked ·"),
        ({"paused": True}, "last checked 24 November 2026, 06:00 UTC; checking is paused"),
        ({"next_check_at": START}, "last checked 24 November 2026, 06:00 UTC; the next check is due"),
        ({"next_check_at": START + 44.1 * DAY}, "24 November 2026, 06:00 UTC; next in about 3 days"),
        ({"next_check_at": START + 41.1 * DAY, "last_checked_at": None}, "· next in about 2 hours"),
        ({"removed_at": START}, "(noticed 24 November 2026, 06:00 UTC); no longer checked"),
        ({"removed_at": START, "paused": True}, "06:00 UTC); checking is paused"),
        ({"removed_at": START, "next_check_at": START}, "06:00 UTC); due to be looked for now"),
        ({"removed_at": START, "next_check_at": START + 60 * DAY}, "looked for again in about 19 days"),
    ],
)
def test_when_it_is_checked_next_or_why_not(client: Client, fields: dict[str, object], said: str) -> None:
    article = make_story([A])
    Article.objects.filter(pk=article.pk).update(**{"next_check_at": None, **fields})
    with time_machine.travel(START + timedelta(days=41), tick=False):
        assert said in plain(read(client, article.get_absolute_url()))


def test_a_long_history_has_pages(client: Client) -> None:
    article = make_long_story(changes=500)
    address: str | None = article.get_absolute_url()
    seen: list[str] = []
    while address:
        page = read(client, address)
        assert len(page) < 100_000
        seen = re.findall(r"Changed between <time [^>]*>([^<]*)", page) + seen
        older = re.search(r'href="(\?until=[^"]+)" rel="prev"', page)
        assert older or "First seen," in page
        address = f"{article.get_absolute_url()}{older[1]}" if older else None
    assert len(seen) == 500
    assert f'href="{article.get_absolute_url()}" rel="next">Latest history' in page


def test_what_one_check_brought_stays_on_one_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "LONGEST", 2)
    article = make_story([A, B])
    for kind in (Event.Kind.BACK, Event.Kind.REDIRECTED):
        make_event(article, kind, START + 4 * HOUR)
    make_event(article, Event.Kind.REMOVED, START + 9 * HOUR)
    page = plain(read(client, article.get_absolute_url()))
    assert "Removed from the site" in page
    assert "Back on the site" not in page
    older = plain(read(client, f"{article.get_absolute_url()}?until={START + 4 * HOUR:%Y-%m-%dT%H:%M:%SZ}"))
    assert "Removed from the site" not in older


@pytest.mark.parametrize("until", ["x", "2026-11-24T10:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_time_that_is_none_is_not_found(client: Client, until: str) -> None:
    assert client.get(make_story([A]).get_absolute_url(), {"until": until}).status_code == 404


def test_nothing_was_before_the_beginning(client: Client) -> None:
    article = make_story([A, B])
    assert client.get(article.get_absolute_url(), {"until": "2001-01-01T00:00:00Z"}).status_code == 200


def test_queries_do_not_grow_with_the_history(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_story([make_text(f"Story {n}", f"It is {n} o'clock.") for n in range(10)])
    with django_assert_num_queries(6):
        assert client.get(article.get_absolute_url()).status_code == 200
