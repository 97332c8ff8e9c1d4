"""What a page says of its article beside the text: who, when, in which language, at which address."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from articles.extraction.normalising import normalised
from articles.extraction.structured import names, plain

_LONGEST_BYLINE = 500
_LONGEST_URL = 2_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # the shape of a BCP 47 tag
_WORD_BEFORE_NAMES = re.compile(r"(by|von|par|por)[:\s]+(?=\S)", re.I)
_BYLINE_ELEMENTS = "//*[@rel='author' or @itemprop='author' or contains(@class, 'byline')]"


def byline(root: Any, described: dict[str, Any]) -> str:
    """The authors, joined by commas: as JSON-LD names them, else the meta elements, else the shown byline."""
    authors = names(described.get("author"))
    authors = authors or _metas(root, "author", "article:author", "parsely-author", "dc.creator")
    shown = [*dict.fromkeys(author for author in authors if not author.startswith(("http://", "https://")))]
    if not shown:
        shown = [
            text for line in root.xpath(_BYLINE_ELEMENTS) if (text := normalised(" ".join(line.itertext())))
        ]
        shown = shown[:1]
    return _WORD_BEFORE_NAMES.sub("", ", ".join(shown), count=1)[:_LONGEST_BYLINE].rstrip(" ,")


def published(root: Any, described: dict[str, Any]) -> datetime | None:
    """When the page says it was first published, aware UTC."""
    metas = _metas(
        root, "article:published_time", "datepublished", "parsely-pub-date", "dc.date.issued", "date"
    )
    return _first_time(
        plain(described.get("datePublished")), *metas, *root.xpath("//article//time/@datetime")[:1]
    )


def modified(root: Any, described: dict[str, Any]) -> datetime | None:
    """When the page says it was last changed, aware UTC."""
    metas = _metas(root, "article:modified_time", "og:updated_time", "datemodified", "last-modified")
    return _first_time(plain(described.get("dateModified")), *metas)


def language(root: Any) -> str:
    """The `lang` of the page as a BCP 47 tag, or ""."""
    tag = (root.get("lang") or root.get("xml:lang") or "").strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) and len(tag) <= 35 else ""


def canonical_url(root: Any, url: str) -> str:
    """The page's own `rel=canonical` (RFC 6596), resolved against `url`; "" unless http(s) with a host."""
    for link in root.iter("link"):
        href = (link.get("href") or "").strip()
        if href and "canonical" in (link.get("rel") or "").lower().split():
            return _web_address(url, href)
    return ""


def _web_address(base: str, href: str) -> str:
    try:
        address = urljoin(base, href)
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_usable = parts.scheme in ("http", "https") and parts.hostname and len(address) <= _LONGEST_URL
    return address if is_usable and normalised(address) == address else ""


def _metas(root: Any, *wanted: str) -> list[str]:
    """The contents of the page's meta elements of these names, in the order in which the names are wanted."""
    found: dict[str, list[str]] = {name: [] for name in wanted}
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if name in found and (content := normalised(meta.get("content") or "")):
            found[name].append(content)
    return [content for contents in found.values() for content in contents]


def _first_time(*texts: str) -> datetime | None:
    return next((time for text in texts if (time := _time(text))), None)


def _time(text: str) -> datetime | None:
    """An ISO 8601 or RFC 5322 time as aware UTC (also where it has no offset), None for anything else."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = read(text.strip())
            time = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return time if time.year >= 1970 else None
    return None
