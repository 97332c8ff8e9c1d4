"""How fast the queue is at size: claiming among a million due articles, and taking up and finishing checks.

    ./run python -m tests.benchmarks.queue [--articles 10000,1000000] [--hosts 5000]

Runs on a database of its own beside the one that the settings name (DATABASE_URL; SQLite in a throw-away folder where
there is none), and drops it. One host owns a fifth of all articles. Prints medians over claims of 200 rows in
milliseconds, wall time, and finished checks per second by four threads.
"""

import argparse
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.benchmarks.setting_up import set_up

set_up()

from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from articles.fetching import Response  # noqa: E402
from articles.models import Article, Claim, Host, Source  # noqa: E402
from articles.pipeline.recording import Sighting, record  # noqa: E402
from articles.pipeline.visiting import Answer  # noqa: E402

CLAIMED = 200
ROUNDS = 15
THREADS = 4
SECONDS_EARLIER = {
    "sqlite": "datetime(next_check_at, '-' || (n % 86400) || ' seconds')",
    "postgresql": "next_check_at - n % 86400 * interval '1 second'",
}
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def fill(articles: int, hosts: int) -> None:
    """Due articles, each fifth on the first host and the rest spread evenly over the others.

    One is made by the ORM, the rest are copied from it.
    """
    source = Source.objects.create(name="Benchmark", slug="benchmark")
    Host.objects.bulk_create(Host(address=f"{n}.example:443") for n in range(hosts))
    first = Host.objects.order_by("pk").values_list("pk", flat=True)[0]
    pattern = Article.objects.create(
        source=source,
        url="https://0.example/0",
        fetch_url="https://0.example/0",
        host_id=first,
        first_seen_at=NOW,
        next_check_at=NOW,
    )
    columns = {field.column: connection.ops.quote_name(field.column) for field in Article._meta.local_fields}
    values = columns | {
        "id": f"{pattern.pk} + n",
        "url": "'https://0.example/' || n",
        "host_id": f"CASE WHEN n % 5 = 0 THEN {first} ELSE {first} + 1 + (n - n / 5) % ({hosts} - 1) END",
        "next_check_at": SECONDS_EARLIER[connection.vendor],
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO articles_article ({', '.join(columns.values())}) "
            f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {articles - 1}) "
            f"SELECT {', '.join(values.values())} FROM articles_article, numbers"
        )
        cursor.execute("ANALYZE")
    used = Article.objects.values("host").distinct().count()
    assert used == min(hosts, articles - articles // 5), used


def claiming() -> list[float]:
    """Milliseconds of each claim; all leases are given back between them."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        claims = Article.objects.claim(NOW, CLAIMED)
        taken.append(1000 * (time.perf_counter() - begun))
        assert len(claims) == CLAIMED, len(claims)
        Article.objects.filter(pk__in=[claim.pk for claim in claims]).update(
            lease_token=None, lease_until=None
        )
        Host.objects.update(free_at=timezone.now() - timedelta(seconds=1), held=False)
    return taken


def visits() -> tuple[float, float]:
    """Rows taken up in a second, and checks of unchanged pages finished: each recorded, its host released."""
    claims = [claim for _ in range(10) for claim in Article.objects.claim(NOW, CLAIMED)]
    rows: list[Article] = []
    sighting = Sighting(Answer(Response("https://a.example/", 304, {}, b""), NOW, NOW))

    def take(claim: Claim[Article]) -> None:
        row = claim.take()
        assert row is not None
        rows.append(row)

    def finish(row: Article) -> None:
        with row.host.visit():
            pass
        record(row, sighting)

    taken = len(claims) / in_threads(take, claims)
    finished = len(claims) / in_threads(finish, rows)
    assert not Article.objects.exclude(lease_token=None).exists()
    return taken, finished


def in_threads(work: Callable[[Any], None], things: Sequence[Any]) -> float:
    """Seconds until all is done, each thread doing its share."""

    def do(share: Sequence[Any]) -> None:
        for thing in share:
            work(thing)
        connections.close_all()

    threads = [threading.Thread(target=do, args=[things[n::THREADS]]) for n in range(THREADS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", default="10000,1000000")
    parser.add_argument("--hosts", type=int, default=5000)
    options = parser.parse_args()
    for articles in map(int, options.articles.split(",")):
        name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            fill(articles, options.hosts)
            milliseconds, (taken, finished) = claiming(), visits()
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)
        print(
            f"{connection.vendor:<11} {articles:>9,} articles: claim of {CLAIMED} median "
            f"{statistics.median(milliseconds):.1f} ms, most {max(milliseconds):.1f} ms; "
            f"{taken:,.0f} rows taken up and {finished:,.0f} checks finished a second",
            flush=True,
        )


if __name__ == "__main__":
    main()
