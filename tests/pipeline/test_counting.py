"""One line of the log for each visit, and the tallies of what visits came to."""

import json
import logging
import shlex
from datetime import timedelta

import pytest
from django import db
from pytest_django import Settings

from articles.models import Article, Feed, Tally
from articles.pipeline import Report, add_source
from articles.pipeline.counting import PARSE_KILLS, SECONDS, TOOK, VISITS, count_visit, hand_over
from articles.pipeline.report import line_of
from articles.versioning import Outcome
from tests.factories import make_article
from tests.newsroom import Newsroom, Page
from tests.pipeline.conftest import AT_START, START, Poll


def tallied(name: str) -> dict[str, float]:
    return dict(Tally.objects.filter(name=name).values_list("label", "value"))


def test_each_visit_is_one_line_of_keys_and_values(
    story: Article, poll: Poll, caplog: pytest.LogCaptureFixture
) -> None:
    Feed.objects.update(next_check_at=START)
    with caplog.at_level(logging.INFO, "articles"):
        poll(60)
    lines = [record.getMessage() for record in caplog.records if record.name.endswith(".working")]
    told = [dict(part.split("=", 1) for part in shlex.split(line)) for line in lines]
    by_kind = {each["visit"]: each for each in told}
    assert len(told) == 2
    assert by_kind["article"]["id"] == str(story.pk)
    assert by_kind["article"]["outcome"] == "unchanged"
    assert by_kind["article"]["url"] == story.url
    assert by_kind["feed"]["host"] == story.host.address
    assert all(0 <= float(each["seconds"]) < 60 for each in told)


@pytest.mark.django_db
def test_what_comes_from_the_network_cannot_make_a_line_of_its_own() -> None:
    article = make_article()
    detail = 'gone\noutcome=unchanged "quoted" a=b \x1b[31m \u202e \ufffe'
    line = line_of(article, Report(f"{article.url}?a=b c", Outcome.GONE, detail), 0.25)
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line.partition(" detail=")[2]) == detail
    assert ' outcome=gone seconds=0.250 url="' in line


@pytest.mark.django_db
def test_a_value_without_anything_is_quoted() -> None:
    assert line_of(make_article(), Report("http://a.example/", Outcome.UNCHANGED), 1).endswith(' detail=""')


def test_a_pass_adds_what_it_did_to_the_tallies(newsroom: Newsroom, poll: Poll) -> None:
    newsroom.publish("/news/1", "One", "The first story of the day has one paragraph.")
    newsroom.pages["/news/2"] = Page(b"", status=404)
    add_source(newsroom.feed("/feed", "/news/1", "/news/2"), AT_START)
    poll(0)
    assert tallied(VISITS) == {"new version": 1, "gone": 1}
    assert sum(tallied(TOOK).values()) == 2
    assert tallied(SECONDS)[""] > 0
    poll(0.5)
    poll(60 * 24)
    assert sum(tallied(VISITS).values()) == sum(tallied(TOOK).values()) > 2


def test_a_parser_that_was_killed_is_counted(
    newsroom: Newsroom, story: Article, poll: Poll, settings: Settings
) -> None:
    settings.PARSE_DEADLINE = timedelta(milliseconds=20)
    newsroom.publish("/news/1", "Port sold", *(f"The port was sold {n} times." for n in range(60_000)))
    [report] = poll(60)
    assert "took longer" in report.detail
    assert tallied(PARSE_KILLS) == {"": 1}


@pytest.mark.django_db(transaction=True)
def test_counts_that_the_database_does_not_take_wait_for_the_next_time() -> None:
    hand_over(at_once=True)
    count_visit(Outcome.UNCHANGED, 0.2)
    with db.connection.schema_editor() as editor:
        editor.alter_db_table(Tally, "articles_tally", "articles_tally_away")
    try:
        hand_over(at_once=True)
    finally:
        with db.connection.schema_editor() as editor:
            editor.alter_db_table(Tally, "articles_tally_away", "articles_tally")
    assert tallied(VISITS) == {}
    hand_over(at_once=True)
    assert tallied(VISITS) == {"unchanged": 1}
    assert tallied(TOOK) == {"0.25": 1}
    hand_over(at_once=True)
    assert tallied(VISITS) == {"unchanged": 1}
