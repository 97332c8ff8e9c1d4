"""Alerts in real processes: the embedded mode, a pass, and a worker that is killed between sending and recording."""

import signal
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.fetching.loopback import page
from tests.newsroom import Newsroom
from tests.notifying.targets import Webhook, hanging, mail_server
from tests.running.product import Product, eventually

OLD = ("/news/1", "Port to be sold", "The port will be sold.", "The minister gave no price.")
NEW = ("/news/1", "Port to be sold", "The port will be sold.", "The minister named a price of 41 million.")
ADD = """
from articles.models import Alert
for number in range(COUNT):
    Alert.objects.create(name=f"Ports {number}", read_up_to=0, **FIELDS)
"""
TELL = """
from tests.factories import make_source, make_story
from tests.pages.searching import A, B
make_story([A, B], make_source("The Harbour Post", slug="post", home_url=HOME))
"""
DUE = "UPDATE articles_article SET next_check_at = '2020-01-01 00:00:00'"


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return Product(tmp_path)


def run(product: Product, code: str, **told: Any) -> None:
    for name, value in told.items():
        code = code.replace(name, repr(value))
    product.manage("shell", "--verbosity=0", "--command", code)


def write(product: Product, sql: str) -> None:
    path = Path(product.environment["STET_DATA_DIR"]) / "stet.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as database, database:
        database.execute(sql)


def change_the_story(product: Product, newsroom: Newsroom) -> str:
    """Have the story told, then told otherwise; what the passes said."""
    newsroom.publish(*OLD)
    newsroom.feed("/feed", "/news/1")
    product.manage("add_source", f"{newsroom.url}/feed")
    product.manage("poll", "--all")
    newsroom.publish(*NEW)
    return "".join(
        product.manage("poll", "--all", "--at", f"2100-01-01T10:{minute}Z") for minute in ("00", "30")
    )


def test_a_pass_sends_alerts_at_its_end(product: Product, newsroom: Newsroom, webhook: Webhook) -> None:
    product.manage("migrate", "--verbosity", "0")
    with mail_server() as mailbox:
        product.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{mailbox.port}"
        product.environment["EMAIL_FROM"] = "alerts@stet.example"
        targets = {"emails": "desk@paper.example", "webhook_url": webhook.url()}
        run(product, ADD, COUNT=1, FIELDS={"words_added": "million", **targets})
        said = change_the_story(product, newsroom)
        [mail] = mailbox.mails
    assert "2 attempts to deliver alerts" in said
    assert mail["From"] == "alerts@stet.example"
    [told] = webhook.told
    assert "41 million" in str(told["changes"][0]["excerpt"])


def test_polling_goes_on_while_targets_hang(product: Product, newsroom: Newsroom, webhook: Webhook) -> None:
    """With one thread for visits, more alerts than couriers, and no target that ever answers."""
    let_go, hung = threading.Event(), []

    def note_visit(path: str) -> None:
        if path.startswith("/news/"):
            hung.append(product.rows("SELECT count(*) FROM articles_delivery WHERE lease_until IS NOT NULL"))

    webhook.answer = hanging(let_go)
    product.environment |= {"POLL_THREADS": "1"}
    product.manage("migrate", "--verbosity", "0")
    run(product, TELL + ADD, HOME=f"{newsroom.url}/", COUNT=12, FIELDS={"webhook_url": webhook.url()})
    write(product, "UPDATE articles_article SET next_check_at = NULL")
    newsroom.before = note_visit
    try:
        with product.serving() as process:
            eventually(lambda: webhook.posted, seconds=30)
            write(product, DUE)
            eventually(lambda: hung, seconds=60)
            assert hung[0] != [(0,)]
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=20)
        assert process.returncode == 0
        assert "Traceback" not in output
    finally:
        let_go.set()


def test_killed_between_sending_and_recording_one_message_is_repeated_under_its_id(
    product: Product, webhook: Webhook
) -> None:
    taken, killed = threading.Event(), threading.Event()

    def answer(connection: Any) -> None:
        taken.set()
        killed.wait(20)
        connection.sendall(page(b"", status="204 No Content"))

    product.manage("migrate", "--verbosity", "0")
    run(product, TELL + ADD, HOME="http://127.0.0.1:9/", COUNT=1, FIELDS={"webhook_url": webhook.url()})
    write(product, "UPDATE articles_article SET next_check_at = NULL")
    webhook.answer = answer
    with product.running("poll") as process:
        assert taken.wait(30)
        process.send_signal(signal.SIGKILL)
        process.wait()
        killed.set()
    webhook.answer = page(b"", status="204 No Content")
    product.manage("poll")
    assert len(webhook.posted) == 1  # its lease is not over
    write(product, "UPDATE articles_delivery SET lease_until = '2020-01-01 00:00:00'")
    for _ in range(2):
        product.manage("poll")
    first, second = webhook.told
    assert first["id"] == second["id"]
    assert first["changes"] == second["changes"]
    assert product.rows("SELECT state, attempts FROM articles_delivery") == [("delivered", 1)]
