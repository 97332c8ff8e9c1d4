"""The kinds of a change as its row keeps them, so that an index alone tells which changes a list has."""

import importlib

import pytest
from django.apps import apps
from django.db import connection
from django.http import QueryDict
from django.utils import timezone

from articles.models import Change
from articles.models.change import KIND_BITS
from articles.pipeline.retelling import rediff
from articles.publishing import listing, narrowed, read_filter
from articles.publishing.filtering import KINDS
from tests.factories import START, make_source, make_story
from tests.pages.reading import PAIRS

pytestmark = pytest.mark.django_db

FILTERS = [
    "",
    "kind=number",
    "kind=negation&kind=silent&score=40",
    "source=s1",
    "source=s1&kind=name&score=70&since=2026-01-01",
    "source=s1&source=s2&kind=correction-note",
    "period=week&score=90",
]


@pytest.mark.parametrize("query", FILTERS)
def test_an_index_alone_tells_which_changes_match(query: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("for so few rows PostgreSQL reads the table")
    for slug in ("s1", "s2"):
        make_source(slug=slug)
    matching = narrowed(read_filter(QueryDict(query)), timezone.now()).visible().newest_first()
    for changes in (matching, matching.before(START, 7)):
        plan = changes.values("pk")[:41].explain()
        assert "COVERING INDEX change_" in plan
        assert "TEMP B-TREE" not in plan
        assert "OFFSET" not in str(listing.in_full(changes, 41).query)


def test_bits_follow_kinds_when_changes_are_told_again() -> None:
    for texts in PAIRS.values():
        make_story(texts)
    bits = dict(Change.objects.values_list("pk", "kind_bits"))
    assert set(bits.values()) - {0}
    Change.objects.update(kind_bits=0, diff_version=0)
    list(rediff())
    assert dict(Change.objects.values_list("pk", "kind_bits")) == bits


def test_changes_from_before_the_bits_get_theirs() -> None:
    for texts in PAIRS.values():
        make_story(texts)
    bits = dict(Change.objects.values_list("pk", "kind_bits"))
    Change.objects.update(kind_bits=0)
    importlib.import_module("articles.migrations.0010_kinds_of_changes").fill(apps, None)
    assert dict(Change.objects.values_list("pk", "kind_bits")) == bits
    assert sum(KIND_BITS.values()) == 2 ** len(KIND_BITS) - 1
    assert set(KINDS) == set(KIND_BITS)
