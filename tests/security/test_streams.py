"""What never ends, or swells: bounded in time and memory, and never taken for a text."""

import gzip
import re
import socket
import sys
import zlib
from collections.abc import Callable, Iterator
from itertools import count, repeat

import pytest

from articles.models import Article, Event
from tests.factories import make_source
from tests.fetching.loopback import LoopbackServer, page
from tests.politeness.articles import story_page
from tests.security.cases import BETWEEN, START, Visit, Worker, slowness

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform != "linux", reason="memory is told from outside on Linux alone"),
]
DEADLINE, BEYOND = 2.0, 1.5
"""Seconds that a fetch may take, and those by which a visit may be longer."""
MOST_GROWN = 60
"""Megabytes, of worker and parsing child together."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
STORY = b"<p>The council voted on Tuesday to approve the budget for the new bridge after a long debate.</p>"

Answer = Callable[[LoopbackServer, socket.socket], None]


def endlessly(head: bytes, pieces: Iterator[bytes]) -> Answer:
    def answer(server: LoopbackServer, connection: socket.socket) -> None:
        connection.sendall(head)
        for piece in pieces:
            if server.closing.is_set():
                return
            connection.sendall(piece)

    return answer


def dripping(head: bytes, data: bytes) -> Answer:
    def answer(server: LoopbackServer, connection: socket.socket) -> None:
        connection.sendall(head)
        server.drip(connection, data)

    return answer


def silent(server: LoopbackServer, _connection: socket.socket) -> None:
    server.closing.wait(20)


def at_once(data: bytes) -> Answer:
    return lambda _server, connection: connection.sendall(data)


def bomb(megabytes: int, rounds: int = 1) -> bytes:
    """Zeros, compressed, and that compressed again where there are more rounds."""
    squeezer = zlib.compressobj(9, wbits=31)
    data = b"".join(squeezer.compress(bytes(2**20)) for _ in range(megabytes)) + squeezer.flush()
    return data if rounds == 1 else gzip.compress(data)


def chunks(data: bytes) -> Iterator[bytes]:
    yield from repeat(b"%x\r\n%b\r\n" % (len(data), data))


ZIPPED = HEAD + b"Content-Encoding: gzip\r\n"
STREAMS: dict[str, tuple[Answer, str]] = {
    "a gzip bomb": (endlessly(ZIPPED + b"\r\n", iter([bomb(200)])), "larger than"),
    "a gzip bomb in a gzip bomb": (at_once(ZIPPED + b"\r\n" + bomb(200, rounds=2)), "."),
    "a bomb of many members": (endlessly(ZIPPED + b"\r\n", repeat(bomb(1))), "larger than"),
    "100 MB": (endlessly(HEAD + b"\r\n", repeat(STORY * 700, 1_600)), "larger than"),
    "100 MB announced": (at_once(HEAD + b"Content-Length: 104857600\r\n\r\n"), "larger than"),
    "a body without end": (endlessly(HEAD + b"\r\n", repeat(STORY * 700)), "larger than"),
    "chunks without end": (
        endlessly(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunks(STORY * 700)),
        "larger",
    ),
    "empty gzip members without end": (
        endlessly(ZIPPED + b"\r\n", repeat(gzip.compress(b"") * 1000)),
        "larger|not finished",
    ),
    "headers without end": (
        endlessly(HEAD, (b"X-%d: y\r\n" % number for number in count())),
        "head is longer",
    ),
    "one header without end": (endlessly(HEAD + b"X: ", repeat(b"y" * 65536)), "head is longer"),
    "interim answers without end": (
        endlessly(b"", repeat(b"HTTP/1.1 103 Early\r\n\r\n" * 100)),
        "head is longer",
    ),
    "a dripping body": (dripping(HEAD + b"Content-Length: 5000\r\n\r\n", STORY * 50), "not finished within"),
    "a dripping head": (dripping(HEAD, b"X: " + b"y" * 500), "not finished within"),
    "silence": (silent, "not finished within"),
    "half a status line": (at_once(b"HTTP/1.1 20"), "middle of the answer's head"),
    "half a head": (at_once(HEAD), "middle of the answer's head"),
    "half a header": (at_once(HEAD + b"Content-Len"), "middle of the answer's head"),
    "half a body": (at_once(HEAD + b"Content-Length: 5000\r\n\r\n" + STORY), "cut short|broke"),
    "100,000 nested tags": (
        at_once(page(b"<html><body>" + b"<div>" * 100_000 + STORY * 6 + b"</div>" * 100_000)),
        "nested more than 250 deep",
    ),
    "100,000 open tags": (
        at_once(page(b"<html><body>" + b"<b>" * 100_000 + STORY * 6)),
        "nested more than 250 deep",
    ),
}
"""What is sent, and what the article's error then says."""


@pytest.fixture(scope="module")
def worker(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    worker = Worker(tmp_path_factory.mktemp("worker"), FETCH_DEADLINE=f"{DEADLINE:g}")
    yield worker
    worker.end()


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as server:
        yield server


def visit(worker: Worker, article: Article, number: int) -> Visit:
    at = START + number * BETWEEN
    Article.objects.filter(pk=article.pk).update(next_check_at=at)
    return worker.do("visit", at)


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_is_bounded_and_costs_no_text(worker: Worker, server: LoopbackServer, name: str) -> None:
    answer, error = STREAMS[name]
    server.answers["/a"] = story_page()
    article, _ = Article.objects.track(server.url("/a"), make_source(), START)
    assert visit(worker, article, 0).outcome == "new version"
    server.answers["/a"] = lambda connection: answer(server, connection)
    came = visit(worker, article, 1)
    assert came.outcome == "failed"
    assert came.seconds <= DEADLINE + BEYOND * slowness(), came
    assert came.grown <= MOST_GROWN, came
    kept = Article.objects.get()
    assert (kept.versions_count, kept.changes_count, kept.removed_at) == (1, 0, None)
    assert kept.current is not None
    assert not Event.objects.exists()
    assert re.search(error, kept.last_error)
