import gzip
import tracemalloc
import zlib
from dataclasses import replace

import pytest

from articles.fetching import BadResponse, TooLarge, fetch

from .loopback import page

TEXT = b"All the news that fits. " * 1000
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def _raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezer.compress(data) + squeezer.flush()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZip", gzip.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", _raw_deflate(TEXT)),
        ("gzip", gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:])),
        ("gzip", gzip.compress(TEXT) + b"\0" * 512),
    ],
)
def test_what_was_offered_is_decoded(server, policy, encoding, data):
    server.answers["/"] = page(data, f"Content-Encoding: {encoding}")
    assert fetch(server.url(), policy).body == TEXT


def test_compressed_chunks_of_one_byte(server, policy):
    pieces = b"".join(b"1\r\n%c\r\n" % byte for byte in gzip.compress(b"page"))
    fields = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    server.answers["/"] = fields + pieces + b"0\r\n\r\n"
    assert fetch(server.url(), policy).body == b"page"


def test_an_empty_body_needs_no_compression(server, policy):
    server.answers["/"] = page(b"", "Content-Encoding: gzip")
    assert fetch(server.url(), policy).body == b""


@pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "utf-8"])
def test_an_encoding_that_was_not_offered_is_no_answer(server, policy, encoding):
    server.answers["/"] = page(gzip.compress(gzip.compress(TEXT)), f"Content-Encoding: {encoding}")
    with pytest.raises(BadResponse, match="not offered"):
        fetch(server.url(), policy)


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_body_that_is_not_encoded_as_announced_is_no_answer(server, policy, encoding):
    server.answers["/"] = page(b"<html>" + TEXT, f"Content-Encoding: {encoding}")
    with pytest.raises(BadResponse, match=f"not {encoding} as announced"):
        fetch(server.url(), policy)


@pytest.mark.parametrize(
    "answer",
    [
        page(TEXT)[:-1],
        page(TEXT)[: -len(TEXT)],
        CHUNKED + b"4\r\npage\r\n",
        CHUNKED + b"4\r\npa",
        CHUNKED + b"4\r\npage",
        CHUNKED,
        CHUNKED + b"xyz\r\npage\r\n0\r\n\r\n",
        CHUNKED + b"-4\r\npage\r\n0\r\n\r\n",
        page(gzip.compress(TEXT)[:-1], "Content-Encoding: gzip"),
        page(gzip.compress(TEXT)[:40], "Content-Encoding: gzip"),
        page(gzip.compress(TEXT)[:5], "Content-Encoding: gzip"),
        page(zlib.compress(TEXT)[:-1], "Content-Encoding: deflate"),
        b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(TEXT)[:-20],
    ],
)
def test_half_a_body_is_no_answer(server, policy, answer):
    server.answers["/"] = answer
    with pytest.raises(BadResponse):
        fetch(server.url(), policy)


def test_a_body_may_be_exactly_as_large_as_the_policy_allows(server, policy):
    policy = replace(policy, max_bytes=len(TEXT))
    for answer in (page(TEXT), page(gzip.compress(TEXT), "Content-Encoding: gzip")):
        server.answers["/"] = answer
        assert fetch(server.url(), policy).body == TEXT


@pytest.mark.parametrize(
    "answer",
    [
        page(TEXT),
        page(gzip.compress(TEXT), "Content-Encoding: gzip"),
        b"HTTP/1.0 200 OK\r\n\r\n" + TEXT,
        b"%b%x\r\n%b\r\n0\r\n\r\n" % (CHUNKED, len(TEXT), TEXT),
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    ],
)
def test_a_body_larger_than_the_policy_allows(server, policy, answer):
    server.answers["/"] = answer
    with pytest.raises(TooLarge, match=f"larger than {len(TEXT) - 1} bytes"):
        fetch(server.url(), replace(policy, max_bytes=len(TEXT) - 1))


def test_an_endless_body_is_left_at_the_limit(server, policy):
    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not server.closing.is_set():
            connection.sendall(b"x" * 65536)

    server.answers["/"] = endless
    with pytest.raises(TooLarge):
        fetch(server.url(), policy)


def test_empty_compressed_pieces_do_not_go_on_for_ever(server, policy):
    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        while not server.closing.is_set():
            connection.sendall(gzip.compress(b"") * 100)

    server.answers["/"] = endless
    with pytest.raises(TooLarge):
        fetch(server.url(), replace(policy, max_bytes=100_000))


def test_a_bomb_does_not_fill_the_memory(server, policy):
    squeezer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(squeezer.compress(b"\0" * 1_000_000) for _ in range(200)) + squeezer.flush()
    server.answers["/"] = page(bomb, "Content-Encoding: gzip")
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            fetch(server.url(), policy)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * policy.max_bytes
