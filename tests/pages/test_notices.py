"""The public log of what was hidden."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.models import Notice
from articles.publishing.notices import PAGE
from tests.factories import make_source, make_story
from tests.pages.reading import A, B, plain, read

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_what_is_hidden_is_told_with_its_reason_and_nothing_of_its_text(client: Client) -> None:
    article = make_story([A, B], make_source("The Harbour Post"))
    article.hide("A court ordered it.", NOW)
    page = read(client, "/notices/")
    told = plain(page)
    assert f"Article {article.pk}, The Harbour Post: withheld since 24 November 2026, 12:00 UTC" in told
    assert "A court ordered it." in told
    assert "Port" not in told.replace("Harbour Post", "")
    assert article.url not in page


def test_what_is_shown_again_stays_in_the_log_with_both_times(client: Client) -> None:
    article = make_story([A, B])
    version = article.versions.get(number=1)
    version.hide("It named a child.", NOW)
    version.unhide(NOW + HOUR)
    told = plain(read(client, "/notices/"))
    assert f"Version 1 of article {article.pk}" in told
    assert "withheld from 24 November 2026, 12:00 UTC to 24 November 2026, 13:00 UTC" in told


def test_hiding_again_with_another_reason_is_another_notice() -> None:
    article = make_story([A, B])
    article.hide("A court ordered it.", NOW)
    article.versions.get(number=1).hide("It named a child.", NOW + HOUR)
    article.hide("A court confirmed it.", NOW + 2 * HOUR)
    told = [(row.reason, row.lifted_at) for row in Notice.objects.newest_first()]
    assert told == [
        ("A court confirmed it.", None),
        ("It named a child.", None),
        ("A court ordered it.", NOW + 2 * HOUR),
    ]


def test_showing_an_article_again_lifts_no_notice_of_its_versions() -> None:
    article = make_story([A, B])
    version = article.versions.get(number=1)
    version.hide("It named a child.", NOW)
    article.hide("A court ordered it.", NOW)
    article.unhide(NOW + HOUR)
    assert Notice.objects.get(version=version).lifted_at is None
    assert Notice.objects.get(version=None).lifted_at == NOW + HOUR


def test_the_log_is_paged_in_its_order_with_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    article = make_story([A])
    Notice.objects.bulk_create(
        Notice(article=article, reason=f"Reason {n}.", hidden_at=NOW + n // 2 * HOUR) for n in range(PAGE + 3)
    )
    with django_assert_num_queries(1):
        first = read(client, "/notices/")
    assert first.count("<q ") == PAGE
    assert f"Reason {PAGE + 2}." in first
    older = first.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    second = read(client, f"/notices/{older}")
    assert [f"Reason {n}." in second for n in range(5)] == [True, True, True, False, False]
    assert 'rel="next"' not in second


def test_the_look_up_leads_to_nothing_that_is_hidden(client: Client) -> None:
    article = make_story([A, B])
    article.hide("A court ordered it.", NOW)
    page = read(client, f"/lookup/?url={article.url}", 451)
    assert "A court ordered it." in page
    assert article.get_absolute_url() not in page
