"""Who searches without end is told when to come back, and nobody else notices."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from django.test import Client
from limits import parse
from pytest_django import Settings

from tests.factories import make_source
from tests.servers import OwnRedis, free_port

pytestmark = pytest.mark.django_db
FEEDS = [f"/search/feed.{form}?q=port" for form in ("rss", "atom", "json")]
LIMITED = ["/search/?q=port", "/lookup/?url=https://a.example/1", *FEEDS]
OTHERS = ["/", "/sources/", "/about/", "/feed.rss", "/robots.txt"]
_addresses = count(1)


@pytest.fixture
def reader(settings: Settings) -> Callable[..., Client]:
    """A client whom nobody has met before, where three searches an hour are allowed."""
    settings.SEARCH_RATE = parse("3/hour")

    def reader(**headers: str) -> Client:
        return Client(REMOTE_ADDR=f"192.0.2.{next(_addresses)}", **headers)

    return reader


def statuses(client: Client, path: str, times: int = 4) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


@pytest.mark.parametrize("path", LIMITED)
def test_one_too_many_is_refused_in_words(reader: Callable[..., Client], path: str) -> None:
    client = reader()
    assert 429 not in statuses(client, path, 3)
    refused = client.get(path)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert f"try again in {refused['Retry-After']} second" in refused.content.decode()
    assert "default-src 'none'" in refused["Content-Security-Policy"]
    assert "no-cache" in refused["Cache-Control"]


def test_all_ways_of_searching_count_together(reader: Callable[..., Client]) -> None:
    client = reader()
    assert [client.get(path).status_code == 429 for path in LIMITED] == [False, False, False, True, True]


def test_nothing_else_is_limited(reader: Callable[..., Client]) -> None:
    client = reader()
    statuses(client, LIMITED[0])
    assert [client.get(path).status_code for path in OTHERS] == [200] * len(OTHERS)


def test_others_are_not_kept_out(reader: Callable[..., Client]) -> None:
    statuses(reader(), LIMITED[0], 10)
    assert statuses(reader(), LIMITED[0], 3) == [200] * 3


def test_a_reader_never_meets_the_default(client: Client, settings: Settings) -> None:
    """One who types and pages as fast as five times a second."""
    settings.SEARCH_RATE = parse("300/minute")
    assert Counter(statuses(client, "/search/", 300)) == {200: 300}


def test_a_spoofed_header_changes_nothing(reader: Callable[..., Client]) -> None:
    client = reader()
    for number in range(3):
        client.get(LIMITED[0], HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    assert client.get(LIMITED[0], HTTP_X_FORWARDED_FOR="203.0.113.99").status_code == 429


def test_behind_a_trusted_proxy_the_readers_count(reader: Callable[..., Client], settings: Settings) -> None:
    settings.PROXIES = 1
    proxy = reader()
    one = [
        proxy.get(LIMITED[0], HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 203.0.113.1").status_code for n in range(4)
    ]
    assert one == [200, 200, 200, 429]
    assert proxy.get(LIMITED[0], HTTP_X_FORWARDED_FOR="203.0.113.1, 203.0.113.2").status_code == 200


def test_the_time_passes(settings: Settings, reader: Callable[..., Client]) -> None:
    settings.SEARCH_RATE = parse("3/second")
    client = reader()
    assert 429 in statuses(client, "/search/", 20)
    time.sleep(1.1)
    assert client.get("/search/").status_code == 200


def test_refusing_asks_no_database(
    reader: Callable[..., Client], django_assert_num_queries: Callable[..., object]
) -> None:
    make_source()
    client = reader()
    statuses(client, "/search/?q=port")
    with django_assert_num_queries(0):
        assert client.get("/search/?q=port").status_code == 429


def test_in_redis_all_processes_count_together(
    own_redis: OwnRedis, settings: Settings, reader: Callable[..., Client]
) -> None:
    settings.RATE_STORE = own_redis.url
    client = reader()
    assert statuses(client, "/search/", 5) == [200, 200, 200, 429, 429]
    assert int(client.get("/search/")["Retry-After"]) > 3000


def test_a_store_that_fails_keeps_nobody_out(
    settings: Settings, reader: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> None:
    settings.RATE_STORE = f"redis://:sesame@127.0.0.1:{free_port()}/0"
    assert statuses(reader(), "/search/") == [200] * 4
    assert "Searches are not counted" in caplog.text
    assert "sesame" not in caplog.text


def test_a_store_that_hangs_keeps_nobody_waiting(
    settings: Settings, reader: Callable[..., Client], hanging: int
) -> None:
    settings.RATE_STORE = f"redis://127.0.0.1:{hanging}/0"
    begun = time.monotonic()
    assert statuses(reader(), "/search/", 1) == [200]
    assert time.monotonic() - begun < 3


@pytest.fixture
def hanging() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
