"""Workers killed at random and at the worst moments, stopped past their lease, without a broker: no text is lost, none
doubled, no gap broken.

The truth is the sites': a story goes on to its next text only once the last one is stored, so that every text must be
found, in its order, exactly once.
"""

import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random

import psycopg
import pytest

from tests.chaos.database import Database
from tests.chaos.workers import LEASE, Fleet, fleet
from tests.chaos.world import (
    World,
    assert_exact,
    assert_gaps_kept,
    assert_nothing_waited_long,
    auditing,
    polled_world,
)
from tests.servers import OwnPostgres, OwnRedis, Work

KILLS_AT_RANDOM, KILLS_IN_FETCHES, KILLS_BEFORE_COMMITS = 34, 8, 8
TIMEOUT = 240.0

Polled = tuple[World, dict[str, str]]


@pytest.fixture
def polled(database: Database, own_redis: OwnRedis, tmp_path: Path) -> Iterator[Polled]:
    with polled_world(database, own_redis, tmp_path) as made:
        yield made


def wait_until(done: Callable[[], object], made: Fleet, seconds: float = TIMEOUT) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, made.logs()
        time.sleep(0.2)


def go_on_until(world: World, made: Fleet, done: Callable[[bool], object], seconds: float = TIMEOUT) -> None:
    """Let the stories go on until `done` is true, called with whether they are all told to their end."""

    def go_on() -> object:
        with suppress(psycopg.OperationalError):  # the database may be down for a moment
            return done(world.go_on())
        return False

    wait_until(go_on, made, seconds)


def run_to_the_end(world: World, made: Fleet) -> None:
    go_on_until(world, made, lambda told: told)


def test_a_graceful_stop_gives_leases_back(polled: Polled, tmp_path: Path, own_redis: OwnRedis) -> None:
    """What is under way is finished, what was not begun is given back; only what no worker had fetched still waits."""
    world, environment = polled
    hanging, let_go = threading.Event(), threading.Event()

    def hang(_: str) -> None:
        hanging.set()
        let_go.wait(20)

    for site in world.sites:
        site.before = hang
    patient = environment | {"FETCH_DEADLINE": "20", "LEASE": "60"}
    with fleet(patient, tmp_path, workers=1, threads=1, prefetch=4) as made:
        assert hanging.wait(60), made.logs()
        made.kill("beat")
        wait_until(lambda: len(own_redis.fetched() & leased(world)) >= 3, made, seconds=10)
        not_begun = own_redis.fetched() & leased(world)
        asked = sum(map(len, world.starts.values()))
        made.processes["w0"].send_signal(signal.SIGTERM)
        until = time.monotonic() + 5
        while leased(world) & not_begun and time.monotonic() < until:
            time.sleep(0.05)
        let_go.set()
        assert made.processes["w0"].wait(30) == 0
    assert sum(map(len, world.starts.values())) == asked, "what was not begun was begun after all"
    rows = {work[:2] for work in leased(world)}
    assert not rows.intersection(work[:2] for work in not_begun), made.logs()
    assert leased(world) <= own_redis.waiting(), made.logs()


def leased(world: World) -> set[Work]:
    """All rows that are leased, as a message would ask for them."""
    tables = {"poll_feed": "articles_feed", "check_article": "articles_article"}
    return {
        (f"articles.tasks.{task}", key, str(uuid.UUID(str(token))))
        for task, table in tables.items()
        for key, token in world.database.rows(
            f"SELECT id, lease_token FROM {table} WHERE lease_token IS NOT NULL"
        )
    }


def test_kills_at_random_and_at_the_worst_moments(polled: Polled, tmp_path: Path) -> None:
    world, environment = polled
    world.trouble = True
    with fleet(environment, tmp_path, workers=4) as made, auditing(world.database) as half_written:
        killer = Killer(world, made, Random(7))
        killer.start()
        run_to_the_end(world, made)
        killer.join()
    assert killer.kills == KILLS_AT_RANDOM + KILLS_IN_FETCHES + KILLS_BEFORE_COMMITS
    [(recorded,)] = world.database.rows("SELECT sum(checks_count) FROM articles_article")
    assert world.served() - recorded >= KILLS_IN_FETCHES + KILLS_BEFORE_COMMITS
    assert not half_written
    assert_exact(world)
    assert_gaps_kept(world)
    assert_nothing_waited_long(world)


class Killer(threading.Thread):
    """Kills one worker after another, and starts another in its place: at any moment, while it waits for a site's
    answer, and after it has it and before anything of it is committed.
    """

    def __init__(self, world: World, made: Fleet, random: Random) -> None:
        super().__init__()
        self.world, self.fleet, self.random = world, made, random
        self.kills = 0

    def run(self) -> None:
        try:
            plan = [self._at_random] * KILLS_AT_RANDOM
            plan += [self._in_a_fetch] * KILLS_IN_FETCHES + [self._before_a_commit] * KILLS_BEFORE_COMMITS
            for kill in self.random.sample(plan, len(plan)):
                time.sleep(self.random.uniform(0.1, 0.5))
                self.kills += kill()
        finally:
            self.world.trouble = False

    def _at_random(self) -> bool:
        return self.fleet.replace_any(self.random)

    def _in_a_fetch(self) -> bool:
        killed = threading.Event()

        def kill(worker: str, _: str) -> bool:
            if self.fleet.replace(worker):
                killed.set()
            return killed.is_set()

        self.world.set_trap(kill)
        return killed.wait(60)

    def _before_a_commit(self) -> bool:
        """The answer goes out once commits are held; how far the worker gets with it until it is killed is chance."""
        asking: list[str] = []
        asked, held = threading.Event(), threading.Event()

        def hold(worker: str, _: str) -> bool:
            if worker not in self.fleet.processes:
                return False
            asking.append(worker)
            asked.set()
            return held.wait(20)

        self.world.set_trap(hold)
        if not asked.wait(60):
            return False
        with self.world.database.holding_commits():
            held.set()
            time.sleep(self.random.uniform(0.1, 1))
            return self.fleet.replace(asking[0])


def test_stopped_past_the_lease_and_without_a_broker(
    polled: Polled, tmp_path: Path, own_redis: OwnRedis
) -> None:
    """A worker that is stopped with a new text on its way to it finds, when it goes on, that another has held it."""
    world, environment = polled
    caught: list[tuple[str, str]] = []

    def stop(worker: str, url: str) -> bool:
        if is_known(world, url):
            return False
        made.processes[worker].send_signal(signal.SIGSTOP)
        caught.append((worker, url))
        return True

    with fleet(environment, tmp_path, workers=3, threads=1) as made:
        world.set_trap(stop)
        go_on_until(world, made, lambda _: caught, seconds=60)
        [(worker, url)] = caught
        own_redis.kill()
        until = time.monotonic() + LEASE + 2
        go_on_until(world, made, lambda _: time.monotonic() > until)
        own_redis.start()
        wait_until(lambda: is_known(world, url), made, seconds=60)
        made.processes[worker].send_signal(signal.SIGCONT)
        [(key,)] = world.database.rows(f"SELECT id FROM articles_article WHERE url = '{url}'")
        wait_until(lambda: f"Article {key} is no longer leased" in made.log(worker), made, seconds=30)
        run_to_the_end(world, made)
    assert_exact(world)
    assert_gaps_kept(world)


def is_known(world: World, url: str) -> bool:
    """Whether what the page shows now is stored or held, or is the first text of all."""
    query = f"SELECT versions_count, is_held FROM articles_article WHERE url = '{url}'"
    [(versions, is_held)] = world.database.rows(query)
    return bool(is_held) or versions in (0, len(world.shown[url]))


def test_a_database_that_is_stopped_hard(
    own_postgres: OwnPostgres, own_redis: OwnRedis, tmp_path: Path
) -> None:
    random = Random(11)

    def cut() -> None:
        for _ in range(4):
            time.sleep(random.uniform(2, 5))
            own_postgres.stop_hard()
            time.sleep(random.uniform(0.2, 1))
            own_postgres.start()

    with ExitStack() as stack:
        world, environment = stack.enter_context(
            polled_world(Database(own_postgres.url), own_redis, tmp_path)
        )
        made = stack.enter_context(fleet(environment, tmp_path, workers=3))
        cutter = threading.Thread(target=cut)
        cutter.start()
        run_to_the_end(world, made)
        cutter.join()
        assert_exact(world)
        assert_gaps_kept(world)
