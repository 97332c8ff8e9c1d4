"""Which changes an alert is told of."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Alert, Article, Change
from articles.pipeline import raise_alerts, read_words
from articles.search import QueryError
from tests.factories import START, make_article, make_source, make_story, make_text, show
from tests.notifying.conftest import HOUR, NOW, make_alert
from tests.pages.searching import A, B

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    """One change: a "not" came, in headline and text."""
    return make_story([A, B], make_source("The Harbour Post", slug="post"))


def told(alert: Alert) -> list[int]:
    raise_alerts(lambda: NOW)
    return sorted(alert.matches.values_list("change__number", flat=True))


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({}, True),
        ({"kinds": ["headline"]}, True),
        ({"kinds": ["headline", "number"]}, True),
        ({"kinds": ["number"]}, False),
        ({"least_score": 100}, False),
        ({"words_added": "not"}, True),
        ({"words_added": "NOT sold"}, True),
        ({"words_added": '"not be sold"'}, True),
        ({"words_added": '"sold not"'}, False),
        ({"words_added": "sold"}, False),  # it was there before
        ({"words_added": "not -headline"}, True),
        ({"words_added": "not -sold"}, False),
        ({"words_added": "no*"}, True),
        ({"words_added": "minister"}, False),
        ({"words_removed": "not"}, False),
        ({"words_removed": '"will be sold"'}, True),
        ({"words_added": "not", "words_removed": '"will be sold"'}, True),
        ({"words_added": "not", "words_removed": "minister"}, False),
    ],
    ids=str,
)
def test_a_rule(story: Article, rule: dict[str, Any], fits: bool) -> None:
    assert told(make_alert(**rule)) == ([1] if fits else [])


def test_the_score_is_the_least(story: Article) -> None:
    score = story.changes.get().score
    assert told(make_alert(least_score=score)) == [1]
    assert told(make_alert(least_score=score + 1)) == []


def test_of_a_source(story: Article) -> None:
    other = make_source("The Courier")
    assert told(make_alert(source=story.source)) == [1]
    assert told(make_alert(source=other)) == []


def test_what_changed_before_it_was_made_is_not_told(story: Article) -> None:
    alert = Alert.objects.create(name="From now on")
    assert told(alert) == []
    show(story, A, NOW)
    assert told(alert) == [2]


def test_what_is_hidden_is_not_told(story: Article) -> None:
    story.hide("A court order", START)
    assert told(make_alert()) == []


def test_what_proved_to_be_none_is_not_told(story: Article) -> None:
    story.changes.update(spurious=True)
    story.changes.all().follow_visibility()
    assert told(make_alert()) == []


def test_each_is_told_once_however_often_it_is_looked(story: Article) -> None:
    alert = make_alert()
    for _ in range(4):
        assert told(alert) == [1]
    show(story, A, NOW)
    assert told(alert) == [1, 2]


def test_what_has_been_read_is_not_read_again(story: Article) -> None:
    alert = make_alert(words_added="not", emails="ed@paper.example")
    for _ in range(3):
        told(alert)
    alert.refresh_from_db()
    assert alert.read_up_to == Change.objects.get().pk
    with CaptureQueriesContext(connection) as queries:
        raise_alerts(lambda: NOW)
    assert len(queries) <= 4


def test_an_alert_that_is_paused_reads_nothing(story: Article) -> None:
    alert = make_alert(paused=True)
    assert told(alert) == []
    alert.paused = False
    alert.begin_anew()
    alert.save()
    assert told(alert) == []
    show(story, A, NOW)
    assert told(alert) == [2]


def test_words_that_are_not_understood_stop_it_in_words_and_no_other(story: Article) -> None:
    bad, good = make_alert(words_added="-not"), make_alert()
    assert told(bad) == []
    assert told(good) == [1]
    bad.refresh_from_db()
    assert "only leaves out" in bad.stopped


@pytest.mark.parametrize(
    "text", ["source:post port", "after:2026 port", "in:added port", "in:headlines port", "-port"]
)
def test_words_alone_are_taken(text: str) -> None:
    with pytest.raises(QueryError):
        read_words(text)


def test_two_changes_of_one_article_are_told_apart() -> None:
    article = make_article()
    for hour, said in enumerate(["The port is open.", "The port is shut.", "The port is open today."]):
        show(article, make_text("Port", said), START + hour * HOUR)
    assert told(make_alert(words_added="shut")) == [1]
    assert told(make_alert(words_removed="shut")) == [2]
