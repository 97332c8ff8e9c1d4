"""What changed since a reader was here last."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article
from tests.factories import START, make_article, make_story, make_text
from tests.pages.reading import HOUR, A, B, C, plain, read

pytestmark = pytest.mark.django_db


def address(article: Article, point: object) -> str:
    return f"{article.get_absolute_url()}since/{point}/"


def between(page: str) -> tuple[str, ...]:
    """Which two versions are compared."""
    found = re.search(r"Version (\d+) → Version (\d+)", plain(page))
    assert found
    return found.groups()


def test_all_that_changed_from_a_version_to_the_latest(client: Client) -> None:
    article = make_story([A, B, C])
    page = read(client, address(article, 0))
    assert between(page) == ("0", "2")
    assert "Since version 0, first seen 24 November 2026, 06:00 UTC: changed 2 times." in plain(page)
    assert "for £3m" in page
    assert between(read(client, address(article, 1))) == ("1", "2")


@pytest.mark.parametrize(
    ("point", "older"),
    [
        ("2026-11-24T07:00:00Z", "0"),
        ("2026-11-24T10:00:00", "1"),
        ("2026-11-24T09:59:59", "0"),
        ("2026-11-24T15:00:00+04:00", "1"),
        ("2026-11-24", "0"),
        ("1999-01-01", "0"),
    ],
)
def test_from_the_text_that_stood_at_a_time(client: Client, point: str, older: str) -> None:
    article = make_story([A, B, C])
    page = read(client, address(article, point))
    assert between(page) == (older, "2")
    assert ("before the first text" in page) is (point in ("2026-11-24", "1999-01-01"))


def test_a_return_counts_as_the_text_that_stood(client: Client) -> None:
    article = make_story([A, B, A, C])
    page = read(client, address(article, f"{START + 9 * HOUR:%Y-%m-%dT%H:%M}"))
    assert between(page) == ("0", "2")
    assert "changed 1 time." in plain(page)


def test_nothing_changed_is_said_plainly(client: Client) -> None:
    article = make_story([A, B])
    for point in ("1", "2030-01-01"):
        page = read(client, address(article, point))
        assert "Nothing has changed since then." in page
        assert "no changes seen" in page
    back = make_story([A, B, A])
    page = read(client, address(back, 0))
    assert "The text is again what it was then." in page
    assert "changed 2 times" in plain(page)


@pytest.mark.parametrize(
    "point", ["7", "yesterday", "2026-13-01", "0001-01-01T00:00:00+14:00", "99999999999", "<b>x"]
)
def test_what_is_neither_version_nor_time_is_not_found(client: Client, point: str) -> None:
    article = make_story([A, B])
    page = client.get(address(article, point))
    assert page.status_code == 404
    assert "is neither a version of this article nor a time" in page.content.decode()
    assert "numbered from 0 to 1" in page.content.decode()
    assert "<b>x" not in page.content.decode()


def test_an_article_that_was_never_read(client: Client) -> None:
    assert "No text of this article has been read yet" in read(client, address(make_article(), 0), 404)
    read(client, "/articles/999/since/0/", 404)


def test_hidden_versions_are_passed_over_or_withheld(client: Client) -> None:
    article = make_story([A, B, C])
    article.versions.get(number=1).hide("It named a child.", timezone.now())
    assert "It named a child." in read(client, address(article, 1), 451)
    page = read(client, address(article, "2026-11-24T11:00:00Z"))
    assert between(page) == ("0", "2")
    assert "will not be sold" not in page
    article.versions.get(number=2).hide("It named a child.", timezone.now())
    page = read(client, address(article, 0))
    assert "Nothing has changed since then." in page
    assert "£3m" not in page
    article.hide("A court ordered it.", timezone.now())
    read(client, address(article, 0), 451)


def test_a_superseded_version_leads_to_the_one_that_stands(client: Client) -> None:
    article = make_story([A, B, C])
    article.versions.filter(number=1).update(superseded_by=article.versions.get(number=0))
    assert client.get(address(article, 1))["Location"] == address(article, 0)
    assert between(read(client, address(article, START + 5 * HOUR))) == ("0", "2")


def test_only_the_diff_of_neighbours_is_its_canonical_address(client: Client) -> None:
    article = make_story([A, B, C])
    for point, canonical in ((1, True), (0, False)):
        page = read(client, address(article, point))
        assert '<meta name="robots" content="noindex">' in page
        assert ('rel="canonical"' in page) is canonical
    assert f'{article.get_absolute_url()}diff/1/2/">' in read(client, address(article, 1))
    assert "Disallow: /articles/*/since/" in client.get("/robots.txt").content.decode()


def test_the_history_links_it_for_each_version_but_the_latest(client: Client) -> None:
    article = make_story([A, B, C])
    page = read(client, article.get_absolute_url())
    for number in (0, 1):
        assert f'<a href="{address(article, number)}">What changed since version {number}</a>' in page
    assert address(article, 2) not in page
    assert "since/0/" not in read(client, make_story([A]).get_absolute_url())


@pytest.mark.parametrize("point", ["0", "2026-11-24T07:00:00Z"])
def test_queries_do_not_grow_with_the_history(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, point: str
) -> None:
    texts = [make_text(f"Story {n}", f"It is {n} o'clock.") for n in range(10)]
    article = make_story(texts, every=timedelta(hours=2))
    with django_assert_num_queries(9 if point == "0" else 11):
        assert client.get(address(article, point)).status_code == 200
