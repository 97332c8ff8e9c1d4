"""What the admin shows of a source's cost, and the budget that is set there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Source
from tests.factories import make_article, make_day, make_source
from tests.pages.reading import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return make_source("The Harbour Post", hints_count=48, hints_right_count=31, price=1.25)


def page_of(source: Source) -> str:
    return reverse("admin:articles_source_change", args=[source.pk])


def test_a_budget_is_set(admin_client: Client, source: Source) -> None:
    inline = {"feeds-TOTAL_FORMS": "0", "feeds-INITIAL_FORMS": "0"}
    form = {"name": source.name, "home_url": source.home_url, "rules": "{}", "price": "9", **inline}
    for budget, kept in (("350", 350), ("", None)):
        admin_client.post(page_of(source), {**form, "fetches_per_day": budget})
        source.refresh_from_db()
        assert source.fetches_per_day == kept
    assert source.price == 1.25


def test_what_workers_counted_while_the_form_was_saved_stays(admin_client: Client, source: Source) -> None:
    def count(instance: Source, **_: Any) -> None:
        """A worker's writing between the form's reading of the row and its own."""
        Source.objects.filter(pk=instance.pk).update(changes_count=7, retell_after=3)

    inline = {"feeds-TOTAL_FORMS": "0", "feeds-INITIAL_FORMS": "0"}
    form = {"name": "The Tide", "home_url": "https://tide.example/", "rules": "{}", "fetches_per_day": "9"}
    pre_save.connect(count, sender=Source)
    try:
        admin_client.post(page_of(source), form | inline)
    finally:
        pre_save.disconnect(count, sender=Source)
    source.refresh_from_db()
    assert (source.name, source.site, source.fetches_per_day) == ("The Tide", "tide.example", 9)
    assert (source.changes_count, source.retell_after) == (7, 3)


def test_what_was_recorded_of_a_source_is_not_deleted(admin_client: Client, source: Source) -> None:
    empty, delete = make_source(), "admin:articles_source_delete"
    make_article(source)
    offered = [reverse(delete, args=[each.pk]) for each in (source, empty)]
    assert offered[0] not in read(admin_client, page_of(source))
    assert offered[1] in read(admin_client, page_of(empty))
    answers = [admin_client.post(address, {"post": "yes"}).status_code for address in offered]
    assert answers == [403, 302]
    assert list(Source.objects.all()) == [source]


def test_what_it_costs_is_shown_for_a_fortnight(admin_client: Client, source: Source) -> None:
    today = timezone.now().date()
    for ago, checks in ((0, 1001), (13, 1002), (14, 1003)):
        make_day(source, today - timedelta(days=ago), checks=checks)
    page = admin_client.get(page_of(source)).content.decode()
    assert "1001" in page
    assert "1002" in page
    assert "1003" not in page
    for name, value in (("price", "1.25"), ("hints_count", "48"), ("hints_right_count", "31")):
        assert f'name="{name}"' not in page
        assert value in page
    assert 'name="fetches_per_day"' in page
