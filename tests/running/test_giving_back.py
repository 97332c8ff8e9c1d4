"""A process that is stopped keeps no lease: not of what it has not begun, nor of what hangs."""

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import pytest

from tests.newsroom import open_newsroom
from tests.running.product import Product, eventually

FETCHED_WHILE_STOPPING = """
import os, threading
from django.utils import timezone
from articles.management.embedded import polling_parts
from articles.pipeline import claim_due
from articles.tasks import check_article, give_back_what_was_not_begun
threading.Thread(target=polling_parts()[1].run, daemon=True).start()
first, second = claim_due(timezone.now(), 2)
check_article.delay(first.pk, first.token)
input()
give_back_what_was_not_begun()
check_article.delay(second.pk, second.token)
input()
os._exit(0)
"""
"""The worker's one thread hangs; a message reaches it after what had reached it before was given back."""


@dataclass
class Sites:
    """Some that never answer, while the test lasts, and what they were asked for."""

    urls: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    def hang(self, path: str) -> None:
        self.asked.append(path)
        self.let_go.wait(30)


@pytest.fixture
def sites() -> Iterator[Sites]:
    sites = Sites()
    with ExitStack() as stack:
        for _ in range(12):
            site = stack.enter_context(open_newsroom())
            site.before = sites.hang
            sites.urls.append(f"{site.url}/news/1")
        stack.callback(sites.let_go.set)
        yield sites


@contextmanager
def three_visits_under_way(product: Product, sites: Sites, *command: str) -> Iterator[subprocess.Popen[str]]:
    """Of twelve that are due and leased."""
    product.environment |= {"POLL_THREADS": "3", "POLL_IN_FLIGHT": "12"}
    product.manage("migrate", "--verbosity", "0")
    product.track(*sites.urls, rules={})
    with product.running(*command) as process:
        eventually(lambda: len(sites.asked) == 3 and product.leases() == 12)
        yield process


def held(product: Product) -> int:
    return len(product.rows("SELECT address FROM articles_host WHERE held"))


def test_all_that_is_leased_is_given_back_at_a_stop(product: Product, sites: Sites) -> None:
    """What is under way and hangs, what waits for a thread, and what waits in the broker."""
    with three_visits_under_way(product, sites, "serve") as process:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
        assert (product.leases(), held(product), len(sites.asked)) == (0, 0, 3)


def test_a_pass_that_is_stopped_visits_no_more(product: Product, sites: Sites) -> None:
    """It ends with what is under way."""
    with three_visits_under_way(product, sites, "poll") as process:
        process.send_signal(signal.SIGINT)
        eventually(lambda: product.leases() == 3)
        sites.let_go.set()
        said, _ = process.communicate(timeout=10)
        assert (product.leases(), held(product), len(sites.asked)) == (0, 0, 3)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "CommandError: Stopped. What was not visited stays due."
    assert "Traceback" not in said


def test_a_message_that_comes_during_the_stop_is_given_back(product: Product, sites: Sites) -> None:
    product.environment["POLL_THREADS"] = "1"
    product.manage("migrate", "--verbosity", "0")
    product.track(*sites.urls[:2], rules={})
    with product.running("shell", "--verbosity=0", "--command", FETCHED_WHILE_STOPPING) as process:
        assert process.stdin is not None
        eventually(lambda: len(sites.asked) == 1)
        process.stdin.write("\n")
        process.stdin.flush()
        eventually(lambda: product.leases() == 1)
        assert held(product) == 1
        process.communicate("\n", timeout=10)
    assert len(sites.asked) == 1
