"""Workers killed at random, stopped past their lease, without a broker: no text is lost, none doubled, no gap broken.

The truth is the sites': a story goes on to its next text only once the last one is stored, so that every text must be
found, in its order, exactly once.
"""

import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest

from tests.chaos.conftest import OwnPostgres, OwnRedis
from tests.chaos.database import Database
from tests.chaos.workers import GAP, LEASE, Fleet, environment_for, fleet, kill_at_random
from tests.conftest import ROOT
from tests.newsroom import Newsroom, open_newsroom

SITES, STORIES, TEXTS = 4, 3, 6
KILLS = 50
TIMEOUT = 240.0


class World:
    """Sites whose stories go on one text at a time, and what was asked of each site when."""

    def __init__(self, sites: list[Newsroom], database: Database) -> None:
        self.sites, self.database = sites, database
        self.starts: dict[str, list[float]] = defaultdict(list)
        self.shown: dict[str, int] = {}
        self.longest_wait = 0.0
        for site in sites:
            site.before = self._note(site.url)
            for story in range(STORIES):
                self.show(site, f"/{story}", 0)
            site.feed("/feed", *(f"/{story}" for story in range(STORIES)), title=f"Site {site.url}")

    def _note(self, site: str) -> Callable[[str], None]:
        return lambda path: self.starts[site].append(time.monotonic())

    def show(self, site: Newsroom, path: str, text: int) -> None:
        words = f"This is text number {text} of the story at {path}, and it says so in so many words."
        site.publish(path, f"Story {path}", words, "A second paragraph stays as it is, whatever happens.")
        self.shown[site.url + path] = text

    def go_on(self) -> bool:
        """Show the next text of each story whose last one is stored; True once all are told to their end."""
        stored = dict(self.database.rows("SELECT url, versions_count FROM articles_article"))
        for site in self.sites:
            for path in (f"/{story}" for story in range(STORIES)):
                shown = self.shown[site.url + path]
                if stored.get(site.url + path) == shown + 1 and shown + 1 < TEXTS:
                    self.show(site, path, shown + 1)
        self.database.change(
            "UPDATE articles_article SET next_check_at = CURRENT_TIMESTAMP"
            f" WHERE versions_count < {TEXTS} AND lease_until IS NULL AND next_check_at > CURRENT_TIMESTAMP"
        )
        self._note_waiting()
        return len(stored) == SITES * STORIES and set(stored.values()) == {TEXTS}

    def _note_waiting(self) -> None:
        """For how long something is due at a free host, and nobody has claimed it."""
        waiting = self.database.rows(
            "SELECT a.next_check_at, h.free_at FROM articles_article a JOIN articles_host h ON h.id = a.host_id"
            f" WHERE a.versions_count < {TEXTS} AND a.lease_until IS NULL"
        )
        for moments in waiting:
            since = max(map(moment, moments))
            self.longest_wait = max(self.longest_wait, (datetime.now(UTC) - since).total_seconds())


def moment(stored: str | datetime) -> datetime:
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(stored).replace(tzinfo=UTC)


@pytest.fixture
def world(database: Database, redis: OwnRedis, tmp_path: Path) -> Iterator[tuple[World, dict[str, str]]]:
    with polled_world(database, redis, tmp_path) as made:
        yield made


@contextmanager
def polled_world(database: Database, redis: OwnRedis, folder: Path) -> Iterator[tuple[World, dict[str, str]]]:
    environment = environment_for(folder, database.url, redis.url)
    with ExitStack() as stack:
        sites = [stack.enter_context(open_newsroom()) for _ in range(SITES)]
        made = World(sites, database)
        for arguments in (["migrate", "-v0"], *(["add_source", f"{site.url}/feed"] for site in sites)):
            subprocess.run(
                [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, timeout=60,
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
        yield made, environment


def run_to_the_end(world: World, made: Fleet) -> None:
    deadline = time.monotonic() + TIMEOUT
    done = False
    while not done:
        with suppress(psycopg.OperationalError):  # the database may be down for a moment
            done = world.go_on()
        assert time.monotonic() < deadline, made.logs()
        time.sleep(0.2)


def assert_exact(world: World) -> None:
    rows = world.database.rows(
        "SELECT a.url, v.number, v.fingerprint FROM articles_version v JOIN articles_article a ON a.id = v.article_id"
        " ORDER BY a.url, v.number"
    )
    numbers = defaultdict(list)
    for url, number, _ in rows:
        numbers[url].append(number)
    assert numbers == {url: list(range(TEXTS)) for url in world.shown}
    changes = world.database.rows(
        "SELECT a.url, c.number, c.from_number, c.to_number FROM articles_change c"
        " JOIN articles_article a ON a.id = c.article_id ORDER BY a.url, c.number"
    )
    expected = [(url, n, n - 1, n) for url in sorted(world.shown) for n in range(1, TEXTS)]
    assert [tuple(change) for change in changes] == expected
    [(captures,)] = world.database.rows("SELECT count(*) FROM articles_capture")
    assert captures == SITES * STORIES * TEXTS


def assert_nothing_waited_long(world: World) -> None:
    assert world.longest_wait <= LEASE + 1


def assert_gaps_kept(world: World) -> None:
    gaps = [later - earlier for starts in world.starts.values() for earlier, later in pairwise(starts)]
    assert min(gaps) >= GAP - 0.05


def test_a_graceful_stop_gives_leases_back(
    world: tuple[World, dict[str, str]], tmp_path: Path, redis: OwnRedis
) -> None:
    """What is under way is finished, what was not begun is given back; only what no worker had fetched still waits."""
    sites, environment = world
    hanging = threading.Event()

    def hang(_: str) -> None:
        hanging.set()
        time.sleep(1.5)

    for site in sites.sites:
        site.before = hang
    with fleet(environment, tmp_path, workers=1, threads=1) as made:
        assert hanging.wait(60), made.logs()
        made.processes["w0"].send_signal(signal.SIGTERM)
        assert made.processes["w0"].wait(30) == 0
        made.kill("beat")
    leases = sites.database.rows("SELECT lease_token FROM articles_article WHERE lease_token IS NOT NULL")
    waiting = redis.waiting_tokens()
    assert {str(uuid.UUID(str(token))) for (token,) in leases} <= waiting, made.logs()


def test_kills_at_random_points(world: tuple[World, dict[str, str]], tmp_path: Path) -> None:
    sites, environment = world
    rng = random.Random(7)
    with fleet(environment, tmp_path, workers=4) as made:
        killer = threading.Thread(target=kill_at_random, args=[made, rng, KILLS, (0.3, 1.2)])
        killer.start()
        run_to_the_end(sites, made)
        killer.join()
    assert_exact(sites)
    assert_gaps_kept(sites)
    assert_nothing_waited_long(sites)


def test_stopped_past_the_lease_and_without_a_broker(
    world: tuple[World, dict[str, str]], tmp_path: Path, redis: OwnRedis
) -> None:
    sites, environment = world
    with fleet(environment, tmp_path, workers=3) as made:
        deadline = time.monotonic() + 60
        while not sites.database.rows("SELECT 1 FROM articles_version"):
            assert time.monotonic() < deadline, made.logs()
            sites.go_on()
            time.sleep(0.2)
        stopped = made.processes["w0"]
        stopped.send_signal(signal.SIGSTOP)
        redis.kill()
        until = time.monotonic() + LEASE + 2
        while time.monotonic() < until:
            sites.go_on()
            time.sleep(0.5)
        redis.start()
        stopped.send_signal(signal.SIGCONT)
        run_to_the_end(sites, made)
    assert_exact(sites)
    assert_gaps_kept(sites)


def test_a_database_that_is_stopped_hard(postgres: OwnPostgres, redis: OwnRedis, tmp_path: Path) -> None:
    rng = random.Random(11)
    with polled_world(Database(postgres.url), redis, tmp_path) as (sites, environment):

        def cut() -> None:
            for _ in range(4):
                time.sleep(rng.uniform(2, 5))
                postgres.stop_hard()
                time.sleep(rng.uniform(0.2, 1))
                postgres.start()

        with fleet(environment, tmp_path, workers=3) as made:
            cutter = threading.Thread(target=cut)
            cutter.start()
            run_to_the_end(sites, made)
            cutter.join()
        assert_exact(sites)
        assert_gaps_kept(sites)
