"""The shared cases of bad input, through the whole pipeline: added by address, and visited by a worker when due."""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article, Candidate, Feed
from tests.conftest import shared_folder
from tests.factories import make_article, make_feed, make_source, make_text, show
from tests.security.cases import BETWEEN, START, Served, Visit, Worker, serving, slowness
from tests.security.expectations import check
from tests.security.result import Result

pytestmark = [
    pytest.mark.shared,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="memory is told from outside on Linux alone"),
]
AGAIN = timedelta(minutes=5)
"""What differs is looked at again so soon."""
ADDING = {"feed": "add_source", "page": "add_article"}


def cases() -> list[dict[str, Any]]:
    manifest = (shared_folder() or Path()) / "data/bad/manifest.json"
    return json.loads(manifest.read_text())["cases"] if manifest.is_file() else []


@pytest.fixture(scope="module", params=["added by address", "visited when due"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def worker(way: str, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """One for all cases of a way, which none of them may harm."""
    worker = Worker(tmp_path_factory.mktemp("worker"))
    yield worker
    worker.end()


def test_there_are_cases(shared: Path) -> None:
    assert len(cases()) >= 40


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_bad_input(case: dict[str, Any], way: str, worker: Worker, shared: Path) -> None:
    known = make_article(make_source("The Harbour Post", slug="harbour"))
    show(known, make_text("Known", "It was known before."), START)
    Article.objects.update(next_check_at=None)
    with serving(shared / "data/bad", case) as served:
        visits = run(served, worker, added=way == "added by address", known=known)
        for visit in visits:
            assert visit.seconds <= case["expect"]["max_seconds"] * slowness(), visit
            assert visit.megabytes <= case["expect"]["max_rss_mb"], visit
            assert "internal error" not in visit.detail, worker.logged()
        check(Result(served, visits, worker.logged(), START + BETWEEN * len(case["steps"]), known))


def run(served: Served, worker: Worker, added: bool, known: Article) -> list[Visit]:
    """A check for each step, BETWEEN apart; what differs is seen again as soon as the schedule does it."""
    kind = served.case["kind"]
    rows = Feed.objects.all() if kind == "feed" else Article.objects.exclude(pk=known.pk)
    if not added:
        track(served, known)
    visits = list[Visit]()
    for number, step in enumerate(served.case["steps"]):
        served.show(step)
        at = START + number * BETWEEN
        is_first = added and not rows.exists()
        if not is_first:
            rows.update(next_check_at=at)
        visits.append(worker.do(ADDING[kind] if is_first else "visit", at, served.url))
        if Candidate.objects.unconfirmed().exists():
            rows.update(next_check_at=at + AGAIN)
            visits.append(worker.do("visit", at + AGAIN))
    return visits


def track(served: Served, known: Article) -> None:
    if served.case["kind"] == "feed":
        make_feed(known.source, url=served.url, next_check_at=START)
    else:
        Article.objects.track(served.url, known.source, START)
