"""What is polled, and the truth about it: sites whose stories go on, what they showed, and who asked them when."""

import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from articles.text import ArticleText, Block
from articles.versioning import fingerprint, unpack, unpack_text
from tests.chaos.database import Database
from tests.chaos.workers import GAP, LEASE, environment_for, worker_of
from tests.conftest import ROOT
from tests.newsroom import Newsroom
from tests.newsroom.server import Page, serving
from tests.servers import OwnRedis

SITES, STORIES, TEXTS = 12, 1, 5

ADD_SOURCES = """
from concurrent.futures import ThreadPoolExecutor
from django.utils import timezone
from articles.pipeline import add_source
with ThreadPoolExecutor() as threads:
    list(threads.map(lambda url: add_source(url, timezone.now), {}))
"""

BUSY = 0.2
"""Seconds that a busy machine may take from a request's sending until the site hears of it."""

Trap = Callable[[str, str], bool]
"""Called with the worker and the URL of a story that it asks for, before the answer; whether it went off."""

HALF_WRITTEN = """
    SELECT url FROM articles_article a
    WHERE versions_count + (SELECT count(*) FROM articles_candidate WHERE article_id = a.id AND verdict = '')
        <> (SELECT count(*) FROM articles_capture WHERE article_id = a.id)
    OR versions_count <> (SELECT count(*) FROM articles_version WHERE article_id = a.id)
    OR changes_count <> (SELECT count(*) FROM articles_change WHERE article_id = a.id)
"""
"""Each text that a page showed here was new: it has one capture, and is a version, or held and not judged yet."""


class Site(Newsroom):
    """A newsroom that tells `arrive` which worker asks for what, before it answers."""

    def __init__(self, arrive: Callable[["Site", str, str], None]) -> None:
        super().__init__()
        self.arrive = arrive

    def answer(self, path: str, headers: Mapping[str, str]) -> Page:
        self.arrive(self, worker_of(headers), path)
        return super().answer(path, headers)


class World:
    """The stories of all sites go on one text at a time: to the next once the last is stored, to `TEXTS` of them, and
    further while the `trouble` lasts.
    """

    def __init__(self, database: Database) -> None:
        self.sites: list[Site] = []
        self.database = database
        self.starts: dict[str, list[float]] = defaultdict(list)
        self.shown: dict[str, list[ArticleText]] = defaultdict(list)
        self.longest_wait = 0.0
        self.trouble = False
        self._trap: Trap | None = None
        self._lock = threading.Lock()

    def open(self, stack: ExitStack) -> None:
        for _ in range(SITES):
            site = Site(self._arrive)
            site.url = stack.enter_context(serving(site.answer))
            self.sites.append(site)
            for story in range(STORIES):
                self._show_next(site, f"/{story}")
            site.feed("/feed", *(f"/{story}" for story in range(STORIES)), title=f"Site {site.url}")

    def set_trap(self, trap: Trap | None) -> None:
        with self._lock:
            self._trap = trap

    def served(self) -> int:
        """How many visits to stories were answered, whoever heard it."""
        return sum(site.url + asked.path in self.shown for site in self.sites for asked in site.log)

    def go_on(self) -> bool:
        """Show the next text of each story whose last one is stored; True once all are told to their end."""
        stored = dict(self.database.rows("SELECT url, versions_count FROM articles_article"))
        pending = [url for url, texts in self.shown.items() if stored.get(url) != len(texts)]
        unfinished = [url for url, texts in self.shown.items() if self.trouble or len(texts) < TEXTS]
        for site in self.sites:
            for path in (f"/{story}" for story in range(STORIES)):
                if site.url + path in unfinished and site.url + path not in pending:
                    self._show_next(site, path)
        if wanted := {*pending, *unfinished}:
            self._bring_forward(", ".join(f"'{url}'" for url in sorted(wanted)))
        return not wanted

    def _show_next(self, site: Site, path: str) -> None:
        texts = self.shown[site.url + path]
        words = f"This is text number {len(texts)} of the story at {path}, and it says so in so many words."
        paragraphs = (words, "A second paragraph stays as it is, whatever happens.")
        site.publish(path, f"Story {path}", *paragraphs)
        texts.append(ArticleText(f"Story {path}", tuple(Block("paragraph", text) for text in paragraphs)))

    def _bring_forward(self, urls: str) -> None:
        """Make these due, and note for how long one is due at a free host and nobody has claimed it.

        A lease that has ended holds nothing any more: its worker was killed.
        """
        self.database.change(
            "UPDATE articles_article SET next_check_at = CURRENT_TIMESTAMP"
            f" WHERE url IN ({urls}) AND lease_until IS NULL AND next_check_at > CURRENT_TIMESTAMP"
        )
        waiting = self.database.rows(
            "SELECT a.next_check_at, a.lease_until, h.free_at FROM articles_article a"
            f" JOIN articles_host h ON h.id = a.host_id WHERE a.url IN ({urls})"
        )
        for moments in waiting:
            since = max(map(_moment, filter(None, moments)))
            self.longest_wait = max(self.longest_wait, (datetime.now(UTC) - since).total_seconds())

    def _arrive(self, site: Site, worker: str, path: str) -> None:
        self.starts[site.url].append(time.monotonic())
        if site.url + path not in self.shown:
            return
        with self._lock:
            if self._trap is not None and self._trap(worker, site.url + path):
                self._trap = None


def _moment(stored: str | datetime) -> datetime:
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(stored).replace(tzinfo=UTC)


@contextmanager
def polled_world(database: Database, redis: OwnRedis, folder: Path) -> Iterator[tuple[World, dict[str, str]]]:
    """The sites, each of them a source, and the environment of who polls them."""
    environment = environment_for(folder, database.url, redis.url)
    with ExitStack() as stack:
        made = World(database)
        made.open(stack)
        _manage(environment, "migrate")
        _manage(
            environment, "shell", "--command", ADD_SOURCES.format([f"{site.url}/feed" for site in made.sites])
        )
        yield made, environment


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments, "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=60, stdout=subprocess.DEVNULL)


@contextmanager
def auditing(database: Database) -> Iterator[set[str]]:
    """The articles of which, at some moment while the block lasted, a half-written check could be seen."""
    found: set[str] = set()
    ended = threading.Event()

    def audit() -> None:
        with database.asking() as ask:
            while not ended.wait(0.002):
                found.update(url for (url,) in ask(HALF_WRITTEN))

    auditor = threading.Thread(target=audit)
    auditor.start()
    try:
        yield found
    finally:
        ended.set()
        auditor.join()


def assert_exact(world: World) -> None:
    """Every text that was shown is a version, in its order, once; every step a change; every first sight a capture."""
    assert _stored_texts(world.database) == {
        url: [(number, fingerprint(text), text.headline, text.blocks) for number, text in enumerate(texts)]
        for url, texts in world.shown.items()
    }
    changes = world.database.rows(
        "SELECT a.url, c.number, c.from_number, c.to_number FROM articles_change c"
        " JOIN articles_article a ON a.id = c.article_id"
    )
    steps = [(url, n, n - 1, n) for url, texts in world.shown.items() for n in range(1, len(texts))]
    assert sorted(map(tuple, changes)) == sorted(steps)
    [(captures,)] = world.database.rows("SELECT count(*) FROM articles_capture")
    assert captures == sum(map(len, world.shown.values()))


def _stored_texts(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    rows = database.rows(
        "SELECT a.url, v.number, v.fingerprint, v.packed FROM articles_version v"
        " JOIN articles_article a ON a.id = v.article_id ORDER BY a.url, v.number"
    )
    firsts = {url: unpack(bytes(packed), None) for url, number, _, packed in rows if number == 0}
    stored: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for url, number, mark, packed in rows:
        text = unpack_text(bytes(packed), firsts[url] if number else None)
        stored[url].append((number, mark, text.headline, text.blocks))
    return stored


def assert_nothing_waited_long(world: World) -> None:
    assert world.longest_wait <= LEASE + 1


def assert_gaps_kept(world: World) -> None:
    gaps = [later - earlier for starts in world.starts.values() for earlier, later in pairwise(starts)]
    assert min(gaps) >= GAP - BUSY
