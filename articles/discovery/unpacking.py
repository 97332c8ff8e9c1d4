"""Feeds and sitemaps that are kept as gzip files (sitemap.xml.gz)."""

import zlib

from articles.discovery.errors import NotAFeed

MAX_UNPACKED = 50 * 1024 * 1024
"""Bytes: what a sitemap may have at most (sitemaps.org, "Sitemap file limits")."""
_GZIP = b"\x1f\x8b"


def unpacked(body: bytes) -> bytes:
    """`body` as it is, or without its gzip; a file that was cut gives what is left of it.

    Raises NotAFeed where it is broken or unpacks to more than MAX_UNPACKED bytes.
    """
    if not body.startswith(_GZIP):
        return body
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    try:
        plain = unpacker.decompress(body, MAX_UNPACKED + 1)
    except zlib.error as error:
        raise NotAFeed("The file is no whole gzip file.") from error
    if len(plain) > MAX_UNPACKED:
        raise NotAFeed(f"Unpacked, the file has more than {MAX_UNPACKED} bytes.")
    return plain
