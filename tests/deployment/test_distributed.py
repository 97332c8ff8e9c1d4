"""The commands of docker-compose.yml together: real worker, beat and web server over PostgreSQL and Redis."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import psycopg
import pytest
import requests

from tests.deployment.processes import Deployment, Process
from tests.newsroom import Newsroom, Town, open_town
from tests.newsroom.script import Story
from tests.running.product import eventually
from tests.servers import answers, do_without, free_port

Running = dict[str, Process]
PROXIED = {"X-Forwarded-Proto": "https"}

STORY = ("/news/1", "Port to be sold", "The port will be sold.", "The minister gave no price.")
EDITED = (*STORY[:-1], "The minister named a price of 41 million.")
MAKE_DUE = (
    "from django.utils import timezone; from articles.models import Article; "
    "Article.objects.make_due(timezone.now())"
)


@pytest.fixture
def running(deployment: Deployment) -> Iterator[Running]:
    """Migrated, then web, worker and beat started as the file says."""
    deployment.run("migrate")
    with ExitStack() as stack:
        parts = {name: stack.enter_context(deployment.running(name)) for name in ("web", "worker", "beat")}
        eventually(lambda: deployment.is_healthy("web"))
        yield parts


@pytest.fixture
def tracked(deployment: Deployment, running: Running, newsroom: Newsroom) -> Newsroom:
    """A story that the worker has found in its feed and keeps version 0 of."""
    newsroom.publish(*STORY)
    newsroom.feed("/feed", "/news/1")
    deployment.run("web", ["python", "manage.py", "add_source", f"{newsroom.url}/feed"])
    eventually(lambda: STORY[1] in page(deployment, "/articles/1/versions/0/"), seconds=30)
    return newsroom


def page(deployment: Deployment, path: str) -> str:
    """As the TLS proxy asks for it; empty where it is not there."""
    url = f"http://127.0.0.1:{deployment.environment['PORT']}{path}"
    answer = requests.get(url, headers=PROXIED, timeout=20)
    return answer.text if answer.ok else ""


def make_due(deployment: Deployment) -> None:
    deployment.run("web", ["python", "manage.py", "shell", "--verbosity=0", "--command", MAKE_DUE])


def leases(deployment: Deployment) -> int:
    return len(execute(deployment, "SELECT 1 FROM articles_article WHERE lease_token IS NOT NULL"))


def execute(deployment: Deployment, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(deployment.environment["DATABASE_URL"]) as database:
        cursor = database.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def look(deployment: Deployment, times: int) -> None:
    """Have each article checked, so many times: a text may need some sights until it counts."""
    for _ in range(times):
        begun = execute(deployment, "SELECT now()")[0][0]
        execute(deployment, "UPDATE articles_article SET next_check_at = now() WHERE next_check_at > now()")
        eventually(lambda begun=begun: all_checked_since(deployment, begun), seconds=60)


def all_checked_since(deployment: Deployment, moment: datetime) -> bool:
    unseen = "SELECT 1 FROM articles_article WHERE last_checked_at IS NULL OR last_checked_at < %s"
    return not execute(deployment, unseen, moment)


def test_the_town_is_kept_as_it_was_seen_and_all_stop(deployment: Deployment, running: Running) -> None:
    opened, hours = datetime.now(UTC), 0.0
    with open_town(11, 0, lambda: opened + timedelta(hours=hours)) as town:
        for url in town.urls.values():
            deployment.run("web", ["python", "manage.py", "add_source", f"{url}/"])
        standing = sum(story.at(town.now) is not None for story in stories_of(town))
        stored = "SELECT 1 FROM articles_version"
        eventually(lambda: len(execute(deployment, stored)) == standing, seconds=60)
        for hours in (0.5, 1.0, 1.5):  # noqa: B007 -- the town's clock reads it
            look(deployment, times=4)
        assert_kept_as_seen(deployment, town)
    style = requests.get(stylesheet(deployment), headers=PROXIED, timeout=20)
    assert "text/css" in style.headers["Content-Type"]
    assert 'outcome="new version"' in deployment.log("worker").read_text()
    assert all(deployment.is_healthy(name) for name in ("web", "worker", "postgres", "redis"))
    assert_all_stop(deployment, running)


def stories_of(town: Town) -> list[Story]:
    return [story for stories in town.stories.values() for story in stories]


def assert_kept_as_seen(deployment: Deployment, town: Town) -> None:
    """What the web site shows of each story is what its requests met, once each and in that order."""
    edits = 0
    keys = dict(execute(deployment, "SELECT url, id FROM articles_article"))
    for story in stories_of(town):
        texts = list(dict.fromkeys(state.text for state in town.seen(story) if state.text))
        key = keys.pop(town.urls[story.outlet] + story.path, None)
        assert bool(texts) == (key is not None)
        versions = [page(deployment, f"/articles/{key}/versions/{n}/") for n in range(len(texts) + 1)]
        assert not versions.pop()
        for text, shown in zip(texts, versions, strict=True):
            assert all(words in unescape(shown) for words in (text.headline, *text.paragraphs))
        for n in range(1, len(texts)):
            assert page(deployment, f"/articles/{key}/diff/{n - 1}/{n}/")
            edits += 1
    assert edits > 10
    assert not keys


def assert_all_stop(deployment: Deployment, running: Running) -> None:
    for name, process in running.items():
        assert process.code is None, deployment.log(name).read_text()
        process.stop()
        assert process.code == 0, deployment.log(name).read_text()
        assert "Traceback" not in deployment.log(name).read_text()
    assert leases(deployment) == 0
    assert not any(deployment.is_healthy(name) for name in ("web", "worker"))


def stylesheet(deployment: Deployment) -> str:
    _, _, rest = page(deployment, "/").partition('rel="stylesheet" href="')
    path = rest.partition('"')[0]
    return f"http://127.0.0.1:{deployment.environment['PORT']}{path}"


def test_a_worker_that_is_stopped_finishes_the_visit_under_way(
    deployment: Deployment, running: Running, tracked: Newsroom
) -> None:
    asked, let_go = threading.Event(), threading.Event()

    def hang(path: str) -> None:
        if path == "/news/1":
            asked.set()
            let_go.wait(4)

    tracked.publish(*EDITED)
    tracked.before = hang
    make_due(deployment)
    assert asked.wait(20)
    assert leases(deployment) == 1
    assert running["worker"].stop() < 30
    assert leases(deployment) == 0
    assert re.search(rf"outcome=candidate .*url={tracked.url}/news/1 ", deployment.log("worker").read_text())


def test_plain_http_is_redirected_where_the_public_address_is_https(
    deployment: Deployment, running: Running
) -> None:
    url = f"http://127.0.0.1:{deployment.environment['PORT']}/about/"
    answer = requests.get(url, allow_redirects=False, timeout=20)
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://")


def test_redis_takes_its_command_line(deployment: Deployment) -> None:
    if shutil.which("redis-server") is None:
        do_without("redis", "redis-server is not installed")
    port = free_port()
    deployment.services["redis"]["command"] += ["--port", str(port)]
    with deployment.running("redis") as process:
        eventually(lambda: answers(port))
        kept = subprocess.run(
            ["redis-cli", "-p", str(port), "config", "get", "save"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert kept.stdout.split() == ["save"]
        assert process.stop() < 10
