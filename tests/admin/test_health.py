"""The desk's page on how all sources do."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.admin.health import ON_A_PAGE
from articles.models import Candidate, Source
from articles.versioning import Outcome
from tests.factories import make_article, make_day, make_feed, make_source, make_story, make_text
from tests.pages.reading import plain, read

pytestmark = pytest.mark.django_db
HEALTH = "/admin/articles/source/health/"
NOW = timezone.now()
HOUR = timedelta(hours=1)


def test_it_says_of_each_feed_how_its_polls_went_and_why(admin_client: Client) -> None:
    source = make_source("The Harbour Post")
    make_feed(
        source,
        title="Harbour news",
        last_checked_at=NOW,
        next_check_at=NOW + HOUR,
        last_outcome=Outcome.FAILED,
        last_error="The server answered 500.",
        failures=3,
    )
    told = plain(read(admin_client, HEALTH))
    assert "The Harbour Post" in told
    assert "its last 3 polls brought nothing (failed: The server answered 500)" in told


def test_it_counts_what_is_held_and_forbidden_and_leads_there(admin_client: Client) -> None:
    article = make_story([make_text("Tide", "The tide is in.")])
    Candidate.objects.hold(
        article,
        make_text("Tide", "x"),
        make_text("Tide", "x"),
        article.captures.get(),
        first_seen_at=NOW,
        last_seen_at=NOW,
        kind=Candidate.Kind.SUSPECT,
        reason="",
        whole_lines=[],
    )
    make_article(article.source, last_outcome=Outcome.FORBIDDEN, last_checked_at=NOW)
    page = read(admin_client, HEALTH)
    assert "1 suspect" in plain(page)
    assert "1 of the latest articles were forbidden at their last check." in plain(page)
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    for model, listed in (("candidate", "Tide"), ("article", "news/")):
        [link] = [link for link in links if f"/articles/{model}/?" in link]
        rows = read(admin_client, link)
        assert "1 " + ("candidate" if model == "candidate" else "article") in plain(rows)
        assert listed in rows


def test_a_source_that_fell_silent_is_warned_of(admin_client: Client) -> None:
    source = make_source()
    make_feed(source, last_checked_at=NOW, next_check_at=NOW)
    for days in range(1, 12):
        make_day(source, NOW.date() - timedelta(days=days), articles=20, feed_polls=50)
    assert "No new article in 24 hours, where 20 a day are usual." in plain(read(admin_client, HEALTH))


def test_outcomes_and_what_was_spent_of_the_budget_are_told(admin_client: Client) -> None:
    source = make_source(fetches_per_day=100)
    for outcome in (Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.GONE):
        make_article(source, last_outcome=outcome)
    make_day(source, NOW.date() - timedelta(days=2), checks=1)
    make_day(source, NOW.date() - timedelta(days=1), checks=90)
    shown, folded = read(admin_client, HEALTH).split("<details>")
    told = plain(shown)
    assert "The last check of each of its 3 articles came to: 2 unchanged, 1 gone." in told
    assert "100 a day, spent 90 yesterday" in told
    assert "0 in the last 24 hours" in told
    assert "91 of articles as the schedule had it" in plain(folded)
    assert "91 of articles as the schedule had it" not in told


def test_it_has_pages_whose_queries_are_bounded(
    admin_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Source.objects.bulk_create(Source(name=f"Source {n:02}", slug=f"s{n}") for n in range(ON_A_PAGE + 5))
    with django_assert_max_num_queries(10 + 6 * ON_A_PAGE):
        first = read(admin_client, HEALTH)
    assert f"Source {ON_A_PAGE - 1:02}" in first
    assert f"Source {ON_A_PAGE:02}" not in first
    assert f"Source {ON_A_PAGE:02}" in read(admin_client, f"{HEALTH}?page=2")


def test_the_list_of_sources_leads_to_it(admin_client: Client) -> None:
    assert f'href="{HEALTH}"' in read(admin_client, reverse("admin:articles_source_changelist"))


def test_it_is_for_who_may_see_sources(client: Client) -> None:
    client.force_login(User.objects.create_user("guest", is_staff=True))
    assert client.get(HEALTH).status_code == 403
    client.logout()
    assert client.get(HEALTH).status_code == 302
