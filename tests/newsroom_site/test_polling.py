"""The pipeline at work on the town: what is kept is what was seen."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from articles.models import Article, Candidate, Version
from articles.pipeline import add_source, run_pass
from tests.newsroom import Town
from tests.newsroom.edits import Text
from tests.newsroom.judging import BACK, REMOVED, what_was_seen
from tests.newsroom.script import Story

from .conftest import START, OpenTown, Watch

STEP, LEAST, MOST = timedelta(minutes=6), timedelta(hours=7), timedelta(hours=10)


def poll_until_nothing_is_held(town: Town, watch: Watch) -> None:
    """For hours, and then on until each text that was seen is judged: the last may need another sight."""
    for url in town.urls.values():
        add_source(f"{url}/", watch)
    while town.now < LEAST or Candidate.objects.held().exists():
        assert town.now < MOST, [(one.article.url, one.kind) for one in Candidate.objects.held()]
        watch.set(town.now + STEP)
        for report in run_pass(watch):
            assert "internal error" not in report.detail


def as_text(version: Version) -> Text:
    text = version.text
    return Text(text.headline, text.byline, tuple(block.text for block in text.blocks))


def sightings(town: Town, story: Story) -> list[tuple[datetime, Text | None]]:
    """When the requests met the story, and as what; None where it was gone. Failing answers showed nothing."""
    times = [
        request.at
        for request in town.log
        if request.outlet == story.outlet
        and story.was_at(request.path, request.at)
        and request.status not in (301, 500)
    ]
    states = [state for state in town.seen(story) if state.status != 500]
    return [(START + at, state.text) for at, state in zip(times, states, strict=True)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("noise", [0, 1])
def test_versions_and_changes_are_what_the_requests_could_have_seen(
    opened: OpenTown, watch: Watch, noise: int
) -> None:
    with opened(seed=11, noise=noise) as town:
        poll_until_nothing_is_held(town, watch)
        seen = returns = 0
        for story in (story for stories in town.stories.values() for story in stories):
            article = Article.objects.get(url=town.urls[story.outlet] + story.path)
            shown = [(at, text) for at, text in sightings(town, story) if text]
            known = list(dict.fromkeys(text for _, text in shown))
            assert [as_text(version) for version in article.versions.order_by("number")] == known
            expected = [
                (known.index(old), known.index(new), before, after)
                for (before, old), (after, new) in pairwise(shown)
                if old != new
            ]
            changes = article.changes.order_by("number")
            told = changes.values_list("from_number", "to_number", "not_before", "not_after")
            assert list(told) == expected
            assert events(article) == comings_and_goings(town, story)
            seen, returns = seen + len(expected), returns + len(expected) - len(known) + 1
        assert seen > 40
        assert returns
        statuses = {request.status for request in town.log}
        assert statuses >= {200, 301, 500} | ({304} if not noise else set())
        assert statuses & {404, 410}


def events(article: Article) -> list[tuple[str, datetime]]:
    told = article.events.filter(kind__in=(REMOVED, BACK)).order_by("happened_at")
    return list(told.values_list("kind", "happened_at"))


def comings_and_goings(town: Town, story: Story) -> list[tuple[str, datetime]]:
    steps = what_was_seen(town, story)
    return [(seen.step, START + seen.at) for seen in steps if seen.step in (REMOVED, BACK)]
