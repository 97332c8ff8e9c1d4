"""The commands of docker-compose.yml together: real worker, beat and web server over PostgreSQL and Redis."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest
import requests

from tests.deployment.processes import Deployment, Process, answers
from tests.newsroom import Newsroom
from tests.running.test_serve import eventually, free_port

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
    query = "SELECT count(*) FROM articles_article WHERE lease_token IS NOT NULL"
    with psycopg.connect(deployment.environment["DATABASE_URL"]) as database:
        [count] = database.execute(query).fetchone() or [0]
    return int(count)


def test_an_edit_is_seen_and_shown_and_all_stop(
    deployment: Deployment, running: Running, tracked: Newsroom
) -> None:
    tracked.publish(*EDITED)
    make_due(deployment)
    hold = f"candidate    {tracked.url}/news/1"
    eventually(lambda: hold in deployment.log("worker").read_text(), seconds=30)
    make_due(deployment)
    eventually(lambda: "41 million" in page(deployment, "/articles/1/diff/0/1/"), seconds=30)
    style = requests.get(stylesheet(deployment), headers=PROXIED, timeout=20)
    assert "text/css" in style.headers["Content-Type"]
    line = f"new version  {tracked.url}/news/1  (version 1)"
    eventually(lambda: line in deployment.log("worker").read_text())
    assert all(deployment.is_healthy(name) for name in ("web", "worker", "postgres", "redis"))
    for name, process in running.items():
        assert process.code is None, deployment.log(name).read_text()
        assert process.stop() < 30
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
    assert f"candidate    {tracked.url}/news/1" in deployment.log("worker").read_text()


def test_plain_http_is_redirected_where_the_public_address_is_https(
    deployment: Deployment, running: Running
) -> None:
    url = f"http://127.0.0.1:{deployment.environment['PORT']}/about/"
    answer = requests.get(url, allow_redirects=False, timeout=20)
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://")


def test_redis_takes_its_command_line(deployment: Deployment) -> None:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not on the PATH")
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
