"""The embedded mode as a user runs it: a real process that polls, serves, and stops with all its children."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import requests

from articles.management.embedded import Crashed, Part, run_together
from articles.models.article import CONFIRM_AFTER
from tests.conftest import ROOT
from tests.newsroom import Newsroom
from tests.running.product import Product, eventually

HANGING_PARSE = {"boilerplate": ["(a+)+b"]}


def children_of(pid: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return [int(child) for child in found.stdout.split()]


def is_alive(pid: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and "Z" not in state


def test_it_polls_serves_and_stops_with_its_children(product: Product, newsroom: Newsroom) -> None:
    story = ("/news/1", "Port to be sold", "The port will be sold.", "The minister gave no price.")
    newsroom.publish(*story)
    newsroom.feed("/feed", "/news/1")
    with product.serving() as process:
        product.manage("add_source", f"{newsroom.url}/feed")
        eventually(lambda: "Port to be sold" in requests.get(f"{product.url}/articles/1/", timeout=5).text)
        newsroom.publish(*story[:-1], "The minister named a price of 41 million.")
        product.manage("poll", "--all")
        later = datetime.now(UTC) + 2 * CONFIRM_AFTER
        product.manage("poll", "--all", "--at", later.isoformat())
        page = requests.get(f"{product.url}/articles/1/diff/0/1/", timeout=5).text
        assert "41 million" in page
        assert "41 million" in requests.get(f"{product.url}/articles/1/feed.rss", timeout=5).text
        children = children_of(process.pid)
        assert children
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=10)
        eventually(lambda: not any(map(is_alive, children)))
        assert time.monotonic() - begun < 5
    assert process.returncode == 0
    assert output.rstrip().endswith("Stopped.")
    assert "createsuperuser" in output
    assert product.url in output
    assert "Traceback" not in output


def test_it_stops_within_5_seconds_while_a_fetch_hangs(product: Product, newsroom: Newsroom) -> None:
    newsroom.publish("/news/1", "Port to be sold", "The port will be sold.", "The minister gave no price.")
    newsroom.feed("/feed", "/news/1")
    hanging, let_go = threading.Event(), threading.Event()

    def hang(path: str) -> None:
        if path == "/news/1":
            hanging.set()
            let_go.wait(30)

    newsroom.before = hang
    with product.serving() as process:
        product.manage("add_source", f"{newsroom.url}/feed")
        assert hanging.wait(20)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        assert time.monotonic() - begun < 5
    let_go.set()


@contextmanager
def hanging_parse(product: Product, newsroom: Newsroom) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """The process, its worker in the middle of a parse that takes years, and its children."""
    product.environment |= {"PARSE_DEADLINE": "60", "PARSE_PROCESSES": "1"}
    page = newsroom.publish("/news/1", "Port to be sold", "a" * 60, "The minister gave no price.")
    with product.serving() as process:
        product.track(page, rules=HANGING_PARSE)
        eventually(lambda: any(cpu_seconds(child) > 3 for child in children_of(process.pid)), seconds=60)
        yield process, children_of(process.pid)


def cpu_seconds(pid: int) -> float:
    told = subprocess.run(
        ["ps", "-o", "times=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return float(told or 0)


def test_a_parse_that_a_stop_ends_is_no_failure_of_the_page(product: Product, newsroom: Newsroom) -> None:
    with hanging_parse(product, newsroom) as (process, children):
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        eventually(lambda: not any(map(is_alive, children)))
    [article] = product.rows("SELECT last_outcome, last_error, failures, lease_token FROM articles_article")
    assert article == ("", "", 0, None)


def test_a_parse_does_not_outlive_a_worker_that_is_killed(product: Product, newsroom: Newsroom) -> None:
    with hanging_parse(product, newsroom) as (process, children):
        process.kill()
        process.wait()
        eventually(lambda: not any(map(is_alive, children)))


def test_no_poll_fetches_nothing(product: Product, newsroom: Newsroom) -> None:
    with product.serving("--no-poll") as process:
        newsroom.publish(
            "/news/1", "Port to be sold", "The port will be sold.", "The minister gave no price."
        )
        product.manage("add_source", newsroom.feed("/feed", "/news/1"))
        time.sleep(2.5)
        assert newsroom.asked("/news/1") == []
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=10)
    assert "Polling is off" in output


def test_a_taken_port_is_said(product: Product) -> None:
    with product.serving("--no-poll"):
        second = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=product.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    assert second.returncode == 1
    assert f"PORT={product.port + 1} ./run" in second.stderr


def test_a_web_server_that_crashes_brings_the_rest_down(caplog: pytest.LogCaptureFixture) -> None:
    stopped, told = threading.Event(), list[bool]()

    class Burning:
        def run(self) -> None:
            raise OSError("on fire")

    with pytest.raises(Crashed, match="The web server ended by itself"):
        run_together(Burning(), [Part("worker", stopped.wait, stopped.set)], told.append)
    assert stopped.is_set()
    assert told == [True]
    assert "on fire" in caplog.text


def test_a_part_that_crashes_brings_the_rest_down(caplog: pytest.LogCaptureFixture) -> None:
    stopped = threading.Event()

    class Sleeper:
        def run(self) -> None:
            try:
                time.sleep(30)
            except SystemExit:
                return

    def crash() -> None:
        raise RuntimeError("out of ink")

    parts = [Part("worker", stopped.wait, stopped.set), Part("beat", crash, lambda: None)]
    with pytest.raises(Crashed, match="The beat ended by itself"):
        run_together(Sleeper(), parts)
    assert stopped.is_set()
    assert "out of ink" in caplog.text
