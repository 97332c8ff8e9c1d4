"""Someone on the broker's network: messages are JSON, and nothing else is read."""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import redis
from celery import Celery
from kombu import Connection, Producer, Queue

from tests.conftest import ROOT
from tests.running.product import eventually
from tests.servers import OwnRedis
from tracker.celery import app

HEADERS = {"lang": "py", "task": "articles.tasks.dispatch_due", "id": "1", "root_id": "1"}


class Trap:
    """Whoever unpickles it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


def test_the_trap_works(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Trap(tmp_path / "sprung")))  # noqa: S301 -- this is what nobody else may do
    assert (tmp_path / "sprung").exists()


def test_nothing_but_json_is_accepted_or_sent() -> None:
    assert {*app.conf.accept_content} == {"json"}
    assert {*(app.conf.result_accept_content or app.conf.accept_content)} == {"json"}
    assert app.conf.task_serializer == app.conf.result_serializer == app.conf.event_serializer == "json"


def test_a_real_worker_leaves_a_pickle_alone_and_goes_on(own_redis: OwnRedis, tmp_path: Path) -> None:
    with worker(own_redis, tmp_path) as log:
        send(own_redis, pickle.dumps([[Trap(tmp_path / "sprung")], {}, {}]))
        eventually(lambda: "Refusing to deserialize" in log.read_text(), seconds=40)
        sender = Celery(broker=own_redis.url)
        sender.send_task("articles.tasks.dispatch_due")
        with redis.Redis(port=own_redis.port) as client:
            eventually(lambda: client.llen("celery") == 0)
        sender.close()
    assert not (tmp_path / "sprung").exists()


def send(own_redis: OwnRedis, body: bytes) -> None:
    told = {"content_type": "application/x-python-serialize", "content_encoding": "binary"}
    with Connection(own_redis.url) as connection:
        Producer(connection).publish(
            body, routing_key="celery", headers=HEADERS, declare=[Queue("celery")], **told
        )


@contextmanager
def worker(own_redis: OwnRedis, folder: Path) -> Iterator[Path]:
    """As docker-compose.yml starts it, on a database of its own; its log."""
    environment = {
        "PATH": os.environ["PATH"],
        "STET_ENV_FILE": os.devnull,
        "STET_DATA_DIR": str(folder / "data"),
        "CELERY_BROKER_URL": own_redis.url,
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True, timeout=90
    )
    command = [sys.executable, "-m", "celery", "--app=tracker", "worker", "--pool=threads"]
    log = folder / "worker.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield log
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(30)
