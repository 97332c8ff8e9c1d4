"""What a page says of its article beside the text: who, when, in which language, at which address."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

from articles.extraction.blocks import Found
from articles.extraction.normalising import normalised
from articles.extraction.structured import names, plain

_LONGEST_BYLINE = 500
_LONGEST_URL = 2_000
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # the shape of a BCP 47 tag
# What a shown byline says of time is another thing at every fetch.
_SINCE = re.compile(
    r"[,|\u00b7\u2022\u2013-]?\s*(?:(?:last )?(?:updated|published|posted)\s*:?\s*)?"
    r"\d{1,3}\s?(?:seconds?|secs?|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?) ago\b",
    re.I,
)
_WORD_BEFORE_NAMES = re.compile(r"(by|von|par|por)[:\s]+(?=\S)", re.I)
_PAID_TIERS = frozenset(("locked", "metered", "paid", "plus", "premium", "subscriber", "subscribers"))
# Names under which a page shows its paywall; often an empty place for one has them too.
_PAYWALL_NAMES = frozenset(
    f"paywall{part}" for part in ("", "-overlay", "-container", "-box", "-message", "-wrapper")
) | {"regwall", "subscriber-only", "subscribers-only", "premium-wall", "subscription-wall"}
_PAGER_NAMES = ("pagina", "pager", "page-links")
_TELLING_NAMES = ("paywall", "regwall", "subscriber", "-wall", *_PAGER_NAMES)
_MOST_LINKS = 50
_EXTENSION = re.compile(r"\.(html?|php|aspx?|jsp)$", re.I)
_PAGE_WORD = r"(?:page|seite|p|pg|pagina|pagenum|strona|side|sida)"
_PAGE_QUERY = re.compile(rf"(?:^|&){_PAGE_WORD}=(?P<page>\d{{1,3}})(?=&|$)", re.I)
_PAGE_ENDING = re.compile(rf"[-_/,](?:{_PAGE_WORD}[-_/]?)?(?P<page>\d{{1,3}})", re.I)
_PAGE_OF_PAGES = re.compile(
    r"(?:page|seite|página|pagina|strona|side|sida|страница|صفحة) (?P<page>\d{1,3})"
    r" ?(?:of|von|de|di|van|sur|z|av|af|из|من|/) ?(?P<pages>\d{1,3})",
    re.I,
)
_LONGEST_COUNT = 30
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
        shown = [_SINCE.sub("", text).strip() for text in shown[:1]]
    return _WORD_BEFORE_NAMES.sub("", ", ".join(shown), count=1)[:_LONGEST_BYLINE].rstrip(" ,")


def published(root: Any, described: dict[str, Any]) -> datetime | None:
    """When the page says it was first published, aware UTC."""
    metas = _metas(
        root, "article:published_time", "datepublished", "parsely-pub-date", "dc.date.issued", "date"
    )
    stated = _first_time(plain(described.get("datePublished")), *metas)
    return stated or _first_time(*root.xpath("//article//time/@datetime")[:1])


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


@lru_cache(maxsize=20_000)
def tells_of_access(names: str) -> bool:
    """Whether classes or an id may name a paywall or a row of page links."""
    return any(name in names for name in _TELLING_NAMES)


def is_free(root: Any, described: dict[str, Any], noted: Iterable[Any]) -> bool:
    """False where the page says that not everyone may read all of it.

    Said by schema.org's `isAccessibleForFree` of the article or a part of it, else by `article:content_tier`
    (Facebook's: free, metered, locked) and its like, else by a paywall that the page shows. `noted` are its
    elements whose names tell of access.
    """
    parts = described.get("hasPart")
    said = [_truth(node.get("isAccessibleForFree")) for node in (described, *_objects(parts))]
    if any(answer is not None for answer in said):
        return False not in said
    tiers = [
        tier.lower() for tier in _metas(root, "article:content_tier", "content_tier", "dable:content_tier")
    ]
    if tiers:
        return not any(tier in _PAID_TIERS for tier in tiers)
    return not any(map(_is_paywall, noted))


def continues(root: Any, found: Iterable[Found], url: str, noted: Iterable[Any]) -> bool:
    """Whether the story goes on on a further page: by `rel=next`, its row of page links or a line "Page 1 of 3"."""
    own = canonical_url(root, url) or url
    links = [link.get("href") or "" for link in root.iter("a", "link") if link.get("rel") == "next"]
    pagers = (each for each in noted if any(name in each.get("class", "") for name in _PAGER_NAMES))
    links += [link.get("href") or "" for pager in pagers for link in pager.iter("a")][:_MOST_LINKS]
    if any(_is_later_page(own, href) for href in links):
        return True
    counts = (_PAGE_OF_PAGES.fullmatch(block.text) for block in found if len(block.text) <= _LONGEST_COUNT)
    return any(int(count["page"]) < int(count["pages"]) for count in counts if count)


def _truth(value: object) -> bool | None:
    return {"true": True, "false": False}.get(str(value).lower().rpartition("/")[2])


def _objects(value: object) -> list[dict[str, Any]]:
    return [each for each in (value if isinstance(value, list) else [value])[:50] if isinstance(each, dict)]


def _is_paywall(element: Any) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}".split()
    return not _PAYWALL_NAMES.isdisjoint(names) and any(not text.isspace() for text in element.itertext())


def _is_later_page(own: str, href: str) -> bool:
    """Whether `href` is the address `own` but for a higher page number in its query or at its path's end."""
    try:
        here, there = urlsplit(own), urlsplit(urljoin(own, href.strip()))
    except ValueError:
        return False
    path = _EXTENSION.sub("", here.path.rstrip("/"))
    there_path = _EXTENSION.sub("", there.path.rstrip("/"))
    if there.netloc != here.netloc or not there_path.startswith(path) or path == "":
        return False
    ending, number = there_path[len(path) :], _PAGE_QUERY.search(there.query)
    if ending == "":
        return number is not None and int(number["page"]) > _page_in(here.query)
    numbered = _PAGE_ENDING.fullmatch(ending)
    return numbered is not None and int(numbered["page"]) >= 2


def _page_in(query: str) -> int:
    number = _PAGE_QUERY.search(query)
    return int(number["page"]) if number else 1


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
