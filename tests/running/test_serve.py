"""The embedded mode as a user runs it: a real process that polls, serves, and stops with all its children."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from articles.management.embedded import Crashed, Part, run_together
from tests.conftest import ROOT
from tests.newsroom import Newsroom


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Product:
    """A data folder and a port, and the commands run on them."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "STET_ENV_FILE": os.devnull,
            "STET_DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
            "FETCH_ALLOW_NETS": "127.0.0.0/8",
            "FETCH_HOST_GAP": "0.05",
        }

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        self.manage("migrate", "--verbosity", "0")
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            eventually(lambda: requests.get(f"{self.url}/health/", timeout=5).status_code)
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


def eventually(ask: Callable[[], object], seconds: float = 20) -> object:
    """The first true answer; the last failure once time is up."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            answer = ask()
        except requests.ConnectionError:
            answer = None
        if answer or time.monotonic() > deadline:
            assert answer, ask
            return answer
        time.sleep(0.1)


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


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return Product(tmp_path)


def test_it_polls_serves_and_stops_with_its_children(product: Product, newsroom: Newsroom) -> None:
    story = ("/news/1", "Port to be sold", "The port will be sold.", "The minister gave no price.")
    newsroom.publish(*story)
    newsroom.feed("/feed", "/news/1")
    with product.serving() as process:
        product.manage("add_source", f"{newsroom.url}/feed")
        eventually(lambda: "Port to be sold" in requests.get(f"{product.url}/articles/1/", timeout=5).text)
        newsroom.publish(*story[:-1], "The minister named a price of 41 million.")
        product.manage("poll", "--all")
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
