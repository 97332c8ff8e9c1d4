"""Bytes -> characters, or the refusal of what is no web page."""

import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_to_unicode, read_bom

from articles.extraction.errors import EmptyText, NotAnArticle, TooLong

MAX_PAGE_BYTES = 10_000_000
_OTHER_TYPES = re.compile(
    r"\s*(image|audio|video|font)/|\s*application/(pdf|zip|gzip|(\w+\+)?json|rss\+xml|atom\+xml)\b", re.I
)
_SIGNATURES = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"PK\x03\x04", b"\x1f\x8b")
_A_TAG = re.compile(
    r"<(!doctype\s+html|html|head|body|title|meta|main|article|section|div|p|h1|table)\b", re.I
)
_A_FEED = re.compile(r"\s*(<[?!][^>]*>\s*)*<(rss|feed|rdf:rdf)\b", re.I)
_SNIFFED_CHARACTERS = 100_000
_DETECTED_BYTES = 20_000


def decode(html: bytes, content_type: str) -> str:
    """The page's characters: by BOM, the HTTP header, its own `meta`, or else what the bytes look like.

    Raises NotAnArticle where these are not the bytes of a web page, EmptyText where there are none,
    TooLong beyond MAX_PAGE_BYTES.
    """
    if not html.strip():
        raise EmptyText("The page is empty.")
    if len(html) > MAX_PAGE_BYTES:
        raise TooLong(f"The page has {len(html)} bytes; at most {MAX_PAGE_BYTES} are read.")
    if _OTHER_TYPES.match(content_type) or html.startswith(_SIGNATURES):
        raise NotAnArticle(f"Not a web page ({_named(content_type)}).")
    text = _characters(html, content_type)
    if _A_FEED.match(text):
        raise NotAnArticle("A feed, not a web page.")
    if not _A_TAG.search(text, 0, _SNIFFED_CHARACTERS):
        raise NotAnArticle(f"No HTML in what was received ({_named(content_type)}).")
    return text


def _characters(html: bytes, content_type: str) -> str:
    encoding, text = html_to_unicode(content_type, html, auto_detect_fun=_detected)
    if encoding != "utf-8" and not read_bom(html)[0] and not html.isascii():
        # An 8-bit charset decodes anything, while bytes are hardly ever valid UTF-8 by chance.
        try:
            return html.decode("utf-8")
        except UnicodeDecodeError:
            return text
    broken = text.count("\ufffd")
    if broken and encoding == "utf-8" and broken > sum(not c.isascii() for c in text) - broken:
        # Called UTF-8, but hardly a sequence is: a Western 8-bit page with the wrong label.
        return html.decode("cp1252", errors="replace")
    return text


def _detected(html: bytes) -> str:
    if (
        html.isascii() and b"\x1b" not in html
    ):  # ISO 2022 escapes into other alphabets; the rest of ASCII is ASCII
        return "utf-8"
    best = from_bytes(html[:_DETECTED_BYTES]).best()
    return best.encoding if best else "utf-8"


def _named(content_type: str) -> str:
    """For a message: whatever is not ASCII, or would move a terminal's cursor, is escaped."""
    media_type = content_type.partition(";")[0].strip()[:80]
    return media_type.encode("unicode_escape").decode("ascii") or "no content type"
