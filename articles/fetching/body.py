"""The body of an answer: decompressed as it comes, never more of it in memory than the policy allows."""

import zlib
from collections.abc import Iterator

import requests

from .errors import BadResponse, TooLarge
from .visit import Visit

ACCEPT_ENCODING = "gzip, deflate"
PIECE = 64 * 1024
GZIP_START = 0x1F


def read_body(answer: requests.Response, visit: Visit) -> bytes:
    """The body, or its beginning where the policy has enough of that.

    Raises TooLarge, and BadResponse where the body is cut short or encoded as was not offered.
    """
    encoding = answer.headers.get("Content-Encoding", "").strip().lower()
    if encoding in ("", "identity"):
        return _joined(_wire(answer, visit), visit.policy.enough)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise BadResponse(visit.url, f"the body is encoded as {encoding}, which was not offered")
    try:
        return _inflate(_wire(answer, visit), visit)
    except zlib.error as error:
        raise BadResponse(visit.url, f"the body is not {encoding} as announced ({error})") from error


def _joined(pieces: Iterator[bytes], enough: int | None) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if enough is not None and len(body) >= enough:
            break
    return bytes(body[:enough])


def _wire(answer: requests.Response, visit: Visit) -> Iterator[bytes]:
    """The body as it comes over the wire; empty pieces of gzip could go on for ever, so this counts too."""
    if visit.policy.enough is None and (answer.raw.length_remaining or 0) > visit.policy.max_bytes:
        raise _too_large(visit)
    size = 0
    try:
        for piece in answer.raw.stream(PIECE, decode_content=False):
            size += len(piece)
            if size > visit.policy.max_bytes:
                raise _too_large(visit)
            yield piece
    except ValueError as error:  # from urllib3, for a negative chunk size
        raise BadResponse(visit.url, f"the body is malformed ({error})") from error


def _inflate(pieces: Iterator[bytes], visit: Visit) -> bytes:
    """Not by urllib3's decoders: they take a stream that lacks its end for a whole one."""
    body, enough = bytearray(), visit.policy.enough
    room = visit.policy.max_bytes if enough is None else enough
    inflater = None
    for data in pieces:
        while data:
            if inflater is None or (inflater.eof and data[0] == GZIP_START):
                inflater = zlib.decompressobj(_window(data[0]))
            if inflater.eof:
                break  # padding behind the last member, which browsers ignore
            body += inflater.decompress(data, room + 1 - len(body))
            if len(body) > room:
                if enough is None:
                    raise _too_large(visit)
                return bytes(body[:enough])
            data = inflater.unused_data
    if inflater and not inflater.eof:
        raise BadResponse(visit.url, "the body ends in the middle of its compressed data")
    return bytes(body)


def _window(first: int) -> int:
    """zlib's `wbits` for gzip, zlib or, as some servers send for "deflate", raw data (RFC 9110, 8.4.1.2)."""
    wrapped = first == GZIP_START or first & 0x0F == zlib.DEFLATED
    return zlib.MAX_WBITS + 32 if wrapped else -zlib.MAX_WBITS


def _too_large(visit: Visit) -> TooLarge:
    return TooLarge(visit.url, f"the body is larger than {visit.policy.max_bytes} bytes")
