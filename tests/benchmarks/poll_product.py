"""The product as tests/benchmarks/poll.py measures it: web site, database, threads that fetch, children that parse.

    python -m tests.benchmarks.poll_product poll|serve

Told what to do on standard input and answering on standard output, both as lines of JSON: the methods of `Product`.
Articles are checked by passes as `manage.py poll` makes them, or by Celery's worker and beat as in `manage.py serve`.
"""

import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds() -> float:
    """User and system time of this process and all that it started, ended or not."""
    while True:
        with suppress(FileNotFoundError, ProcessLookupError):  # of a thread or child that ends just then
            own = os.times()
            ended = own.children_user + own.children_system
            return time.process_time() + ended + sum(map(_ticks, _children(os.getpid()))) / TICKS


def _children(pid: int) -> list[int]:
    """All processes below this one that run now."""
    found = [
        int(child)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for child in (task / "children").read_text().split()
    ]
    return found + [below for child in found for below in _children(child)]


def _ticks(pid: int) -> int:
    """With those of its ended children."""
    return sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))


class Product:
    def __init__(self, way: str) -> None:
        from django.db import connection
        from django.utils import timezone

        from articles.management.embedded import polling_parts, web_server

        self.way, self.now = way, timezone.now()
        self.database = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        self.parts = polling_parts() if way == "serve" else []
        for run in (web_server().run, *(part.run for part in self.parts)):
            threading.Thread(target=run, daemon=True).start()

    def fill(self, urls: list[str]) -> None:
        from articles.models import Article, Source

        source = Source.objects.start("Benchmark", "benchmark", urls[0])
        for url in urls:
            Article.objects.track(url, source, self.now + timedelta(days=365))

    def check(self, times: int = 1) -> dict[str, Any]:
        """Check every article, so many times; what each came to, and seconds of CPU and wall time."""
        from articles.models import Article

        outcomes: Counter[str] = Counter()
        begun, wall = cpu_seconds(), time.perf_counter()
        for _ in range(times):
            self._check_all()
            outcomes.update(Article.objects.values_list("last_outcome", flat=True))
        held = Article.objects.filter(is_held=True).count()
        seconds, wall = cpu_seconds() - begun, time.perf_counter() - wall
        return {"cpu": seconds, "wall": wall, "outcomes": outcomes, "held": held}

    def _check_all(self) -> None:
        from django.utils import timezone

        from articles.models import Article
        from articles.pipeline import run_pass

        self.now = timezone.now() if self.way == "serve" else self.now + timedelta(minutes=5)
        Article.objects.update(next_check_at=self.now)
        if self.way == "poll":
            for report in run_pass(lambda: self.now):
                if "internal error" in report.detail:
                    raise RuntimeError(report)
        while Article.objects.filter(next_check_at__lte=self.now).exists():
            time.sleep(0.05)

    def end(self) -> None:
        """Stop polling and drop the database; threads of the web site and the worker may have connections to it."""
        from django.db import connection

        from articles import parsing

        for part in reversed(self.parts):
            part.stop()
        parsing.stop()
        name = connection.settings_dict["NAME"]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                others = "datname = %s AND pid <> pg_backend_pid()"
                cursor.execute(
                    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}", [name]
                )
        connection.creation.destroy_test_db(self.database, verbosity=0)

    def fingerprints(self) -> list[list[str]]:
        from articles.models import Article

        rows = Article.objects.order_by("pk").values_list("page_fingerprint", "body_sha256")
        return [list(row) for row in rows]


def main() -> None:
    import django

    django.setup()
    product = Product(sys.argv[1])
    commands: dict[str, Callable[..., Any]] = {
        name: getattr(product, name) for name in ("fill", "check", "fingerprints")
    }
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(commands[name](*arguments)), flush=True)
    product.end()
    os._exit(0)  # the web site's and the worker's threads never end by themselves


if __name__ == "__main__":
    main()
