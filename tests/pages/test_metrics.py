"""What Prometheus reads, and who may."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import Feed, Tally
from articles.pipeline.counting import BUCKETS, SECONDS, TOOK, VISITS
from tests.factories import make_feed, make_source, make_story
from tests.pages.reading import A, B

pytestmark = pytest.mark.django_db
TOKEN = {"authorization": "Bearer sesame"}


@pytest.fixture(autouse=True)
def token(settings: Settings) -> None:
    settings.METRICS_TOKEN = "sesame"


def measured(client: Client) -> dict[str, float]:
    """Sample names, with their labels in braces, to values; read by Prometheus' own parser."""
    response = client.get("/metrics/", headers=TOKEN)
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    families = text_string_to_metric_families(response.content.decode())
    return {
        sample.name + "".join(f"{{{value}}}" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def test_an_empty_installation_has_figures_too(client: Client) -> None:
    found = measured(client)
    assert found["stet_articles"] == found["stet_versions"] == found["stet_oldest_due_seconds"] == 0
    assert found["stet_healthy"] == 1
    assert found["stet_visit_seconds_bucket{+Inf}"] == 0


def test_visits_are_told_by_outcome_and_by_how_long_they_took(client: Client) -> None:
    Tally.objects.add({(VISITS, "unchanged"): 3, (VISITS, "new version"): 1, (SECONDS, ""): 7.5})
    Tally.objects.add({(TOOK, "0.5"): 2, (TOOK, "2.5"): 1, (TOOK, "+Inf"): 1})
    Tally.objects.add({(VISITS, "unchanged"): 2})
    found = measured(client)
    assert found["stet_visits_total{unchanged}"] == 5
    assert found["stet_visits_total{new_version}"] == 1
    assert found["stet_visit_seconds_bucket{0.5}"] == 2
    assert found["stet_visit_seconds_bucket{2.5}"] == 3
    assert found["stet_visit_seconds_bucket{+Inf}"] == found["stet_visit_seconds_count"] == 4
    assert found["stet_visit_seconds_sum"] == 7.5


def test_bounds_of_buckets_are_what_they_are_stored_as() -> None:
    assert [float(f"{bound:g}") for bound in BUCKETS] == list(BUCKETS)


def test_what_is_kept_and_what_waits_is_counted(client: Client) -> None:
    source = make_source()
    make_feed(source, failures=2, last_checked_at=datetime(2026, 11, 24, 9, tzinfo=UTC))
    polled = datetime(2026, 11, 24, 8, tzinfo=UTC)
    make_feed(source, url=f"{source.home_url}other", last_checked_at=polled)
    make_story([A, B], source)
    found = measured(client)
    assert found["stet_versions"] == 2
    assert found["stet_articles"] == 1
    assert found["stet_changes"] == 1
    assert found["stet_held_texts{suspect}"] == 0
    assert found["stet_last_successful_poll_seconds"] == polled.timestamp()
    Feed.objects.update(next_check_at=polled - timedelta(days=1))
    assert measured(client)["stet_oldest_due_seconds"] > 3600


def test_it_costs_few_queries(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_story([A, B])
    with django_assert_num_queries(9):
        measured(client)


@pytest.mark.parametrize("sent", [{}, {"authorization": "Bearer "}, {"authorization": "Bearer sesam"}])
def test_others_are_told_how_to_read_it(client: Client, sent: dict[str, str]) -> None:
    response = client.get("/metrics/", headers=sent)
    assert response.status_code == 403
    assert "STET_METRICS_TOKEN" in response.content.decode()
    assert "stet_" not in response.content.decode()


def test_no_token_opens_it_where_none_is_set(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    for sent in ("Bearer ", "Bearer sesame", ""):
        assert client.get("/metrics/", headers={"authorization": sent}).status_code == 403


def test_staff_may_read_it_and_other_users_may_not(client: Client) -> None:
    user = User.objects.create_user("reader")
    client.force_login(user)
    assert client.get("/metrics/").status_code == 403
    User.objects.update(is_staff=True)
    assert client.get("/metrics/").status_code == 200
