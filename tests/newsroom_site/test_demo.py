"""`./run demo` as a newcomer meets it: changes within a minute, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT
from tests.running.product import eventually
from tests.running.test_serve import children_of, is_alive
from tests.servers import free_port

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def start(tmp_path: Path, port: int) -> Start:
    """Starts the demo; its throw-away folder is made in the test's."""

    def start(**environment: str) -> subprocess.Popen[str]:
        told = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "PORT": str(port), **environment}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.newsroom"],
            cwd=ROOT,
            env=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    return start


def test_it_shows_changes_within_a_minute_and_leaves_nothing(start: Start, tmp_path: Path, port: int) -> None:
    url = f"http://127.0.0.1:{port}"
    real = {"DATABASE_URL": "postgres://db.example/stet", "FETCH_ALLOW_NETS": "10.0.0.0/8"}
    real |= {"EMAIL_URL": "pigeon://loft.example", "KEEP_SNAPSHOTS": "some"}
    with start(STET_TIME_SCALE="240", **real) as process:
        try:
            eventually(lambda: "/diff/0/1/" in requests.get(url, timeout=5).text, seconds=60)
            sources = requests.get(f"{url}/sources/", timeout=5).text
            children = children_of(process.pid)
            assert children
            assert len(list(tmp_path.iterdir())) == 1
            begun = time.monotonic()
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=10)
            eventually(lambda: not any(map(is_alive, children)))
            assert time.monotonic() - begun < 5
        finally:
            process.kill()
    assert all(name in sources for name in ("The Saltmere Post", "Coast Courier", "صوت الميناء"))
    assert process.returncode == 0, output
    assert f"Stet runs at {url}/" in output
    assert output.rstrip().endswith("Stopped.")
    assert "Traceback" not in output
    assert list(tmp_path.iterdir()) == []


def test_it_refuses_a_data_folder_that_holds_sources(start: Start, tmp_path: Path) -> None:
    environment = {"STET_DATA_DIR": str(tmp_path / "data"), "STET_ENV_FILE": os.devnull}
    add = "from articles.models import Source; Source.objects.create(name='Post', slug='post')"
    for command in (["migrate", "--verbosity", "0"], ["shell", "-c", add]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **environment},
            capture_output=True,
            check=True,
        )
    with start(**environment) as process:
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "holds sources already" in output
    assert (tmp_path / "data" / "stet.sqlite3").exists()


def test_run_offers_it() -> None:
    told = subprocess.run(["./run", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "./run demo" in told
