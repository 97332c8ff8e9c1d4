"""No text costs more time than its length is worth: neither what a reader asks for, nor what a feed or list has."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlencode

import pytest
from django.test import Client

from articles.discovery import BadUrl, DiscoveryError, canonical_url, parse_feed, parse_opml

LONG = 120_000
"""Characters; with the embedded web server a request may have twice as many."""
SECONDS = 5.0
"""What grew with the square of that took 20."""


@contextmanager
def soon() -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < SECONDS


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["a." * (LONG // 2), "a." * (LONG // 2) + "/ ", "in:text " * (LONG // 8)])
def test_whatever_is_searched_for_is_answered_soon(client: Client, words: str) -> None:
    with soon():
        assert client.get(f"/search/?{urlencode({'q': words})}").status_code in (302, 400)


@pytest.mark.parametrize("levels", [10, 500, 8_000])
def test_copies_of_copies_of_copies_lead_somewhere_or_nowhere(levels: int) -> None:
    url = f"https://{'google.com/amp/' * levels}post.example/1"
    if levels == 8_000:
        with pytest.raises(BadUrl):
            canonical_url(url)
    else:
        assert canonical_url(url) == "http://post.example/1"


@pytest.mark.django_db
def test_no_address_is_too_deep_to_look_up(client: Client) -> None:
    url = f"https://{'google.com/amp/' * (LONG // 15)}post.example/1"
    assert client.get(f"/lookup/?{urlencode({'url': url})}").status_code == 400


@pytest.mark.parametrize(
    "read", [parse_opml, lambda body: parse_feed(body, "https://post.example/sitemap.xml", "text/xml")]
)
@pytest.mark.parametrize("start", [b"<opml>", b"<urlset><url><loc>https://post.example/1</loc></url>"])
def test_declarations_without_end_are_read_soon(read: Callable[[bytes], object], start: bytes) -> None:
    with soon(), suppress(DiscoveryError):
        read(start + b"<?xml" * (3 * LONG // 5))
