"""The embedded web server as it stands on the network."""

import socket
import sys
from pathlib import Path

import pytest
import requests

from articles.discovery import LONGEST_OPML
from articles.management.embedded import LONGEST_BODY
from tests.running.product import Product, eventually

FORWARDED = {"Host": "stet.example.org", "X-Forwarded-Proto": "https"}


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return Product(tmp_path)


def test_nobody_fills_the_disk_with_a_request(product: Product) -> None:
    """It is refused by what it says of its length, before any of it was sent."""
    told = f"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {LONGEST_BODY + 1}\r\n\r\n"
    with product.serving("--no-poll"), socket.create_connection(("127.0.0.1", product.port), 10) as asking:
        asking.sendall(told.encode())
        assert asking.recv(100).split(b"\r\n")[0].split()[1] == b"413"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address")
def test_it_listens_on_its_one_loopback_address_unless_told_otherwise(product: Product) -> None:
    """Whoever listened on all addresses would take this connection too."""
    with product.serving("--no-poll"), pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", product.port), timeout=5)


def test_the_longest_list_of_feeds_is_still_taken() -> None:
    assert LONGEST_OPML < LONGEST_BODY


def test_behind_a_proxy_it_believes_what_the_settings_say(product: Product) -> None:
    """Waitress by itself would drop these headers: every request would be redirected to https, for ever."""
    product.environment |= {
        "STET_PUBLIC_URL": "https://stet.example.org",
        "STET_PROXIES": "1",
        "STET_SEARCH_RATE": "2/hour",
    }
    product.manage("migrate", "--verbosity", "0")
    with product.running("serve", "--no-poll"):
        eventually(lambda: ask(product).status_code == 200)
        found = [ask(product, "/search/", "203.0.113.1").status_code for _ in range(3)]
        assert found == [200, 200, 429]
        assert ask(product, "/search/", "203.0.113.1, 203.0.113.2").status_code == 200
        plain = requests.get(product.url, allow_redirects=False, timeout=10)
        assert (plain.status_code, plain.headers["Location"]) == (301, f"https://127.0.0.1:{product.port}/")


def ask(product: Product, path: str = "/", client: str = "203.0.113.1") -> requests.Response:
    """As a TLS proxy asks for a client."""
    headers = FORWARDED | {"X-Forwarded-For": client}
    return requests.get(f"{product.url}{path}", headers=headers, allow_redirects=False, timeout=10)
