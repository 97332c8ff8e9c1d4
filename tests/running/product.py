"""A data folder and a port of its own, and the commands that a user runs on them."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.conftest import ROOT
from tests.servers import free_port

TRACK = """
from django.db import transaction
from django.utils import timezone
from articles.models import Article, Source
with transaction.atomic():
    now = timezone.now()
    source, _ = Source.objects.get_or_create(slug="post", defaults={"name": "Post", "rules": RULES})
    for url in URLS:
        Article.objects.track(url, source, now)
"""


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

    def track(self, *urls: str, rules: dict[str, Any]) -> None:
        """Articles that are due at once, and together, of a source with these rules of extraction."""
        code = TRACK.replace("RULES", repr(rules)).replace("URLS", repr(urls))
        self.manage("shell", "--verbosity=0", "--command", code)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(Path(self.environment["STET_DATA_DIR"]) / "stet.sqlite3")) as database:
            return database.execute(sql).fetchall()

    def leases(self) -> int:
        return int(self.rows("SELECT count(*) FROM articles_article WHERE lease_token IS NOT NULL")[0][0])

    @contextmanager
    def serving(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        self.manage("migrate", "--verbosity", "0")
        with self.running("serve", *arguments) as process:
            eventually(lambda: requests.get(f"{self.url}/health/", timeout=5).status_code)
            yield process

    @contextmanager
    def running(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on, killed at the end where it has not stopped."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
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
