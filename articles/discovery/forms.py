"""The other addresses under which a story may be known, and whether two addresses are one site's."""

from itertools import product
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

from articles.discovery.addresses import AMP_MARKERS, canonical_url
from articles.discovery.errors import BadUrl

_SCHEMES = {"https": ":443", "http": ":80"}
"""With the port that names them: no canonical URL has that of its own scheme."""
_RENDITIONS = ("www.", "m.", "mobile.", "amp.")
_INDEX, _AMP = "/index.html", "/amp"


def address_forms(canonical: str) -> tuple[str, ...]:
    """The canonical URLs under which the story at `canonical` may have been stored: that one first, 64 at most.

    They differ in http or https, in www., m., mobile. or amp. before the host, and in a slash, "index.html", "amp" or
    "amp/" at the end of the path. All are looked up at once by index, so a story is found by any of them whichever
    came first: a form of a form is a form. What has two of these marks in a way that is not listed (a path that ends
    in /amp/amp) is known by http and https alone, and what names the port of either by that one.

    They are forms to look up and not folded by `canonical_url`, because each is a guess: that www.good.test/a/ is
    good.test/a is nearly always right, yet a canonical URL that is a guess may be one that nobody serves, and could
    not be told from the true one ever after. The query is the same in all of them, for it may name the story; other
    AMP pages name theirs by rel=canonical, as AMP asks. The last few forms are what `canonical_url` stored of this very
    address, by http or https, before it read AMP_MARKERS and AMP caches.
    """
    parts = urlsplit(canonical)
    query = f"?{parts.query}" if parts.query else ""
    schemes = [scheme for scheme, port in _SCHEMES.items() if not parts.netloc.endswith(port)]
    ways = product(schemes, _hosts(_plain_host(parts.netloc)), _paths(_plain_path(parts.path)))
    forms = [f"{scheme}://{host}{path}{query}" for scheme, host, path in ways]
    rest = f"{parts.netloc}{parts.path}{query}"
    by_scheme = [canonical, *(f"{scheme}://{rest}" for scheme in schemes)]
    known = [*by_scheme, *forms] if canonical in forms else by_scheme
    return tuple(dict.fromkeys((*known, *_marked_before(rest, schemes), *_copied_before(rest))))


def site_of(url: str) -> str:
    """The site of an address: its host, and its port if that is unusual, without www., m., mobile. and amp. before
    it; "" where it is no address.
    """
    try:
        return _plain_host(urlsplit(canonical_url(url)).netloc)
    except BadUrl:
        return ""


def same_site(url: str, other: str) -> bool:
    """Whether both are addresses of one site, as `site_of` tells it."""
    return site_of(url) == site_of(other) != ""


def plain_path(canonical: str) -> str:
    """The path of a canonical URL without what `address_forms` adds to it; "" for a home page."""
    return _plain_path(urlsplit(canonical).path)


def _plain_host(netloc: str) -> str:
    for rendition in _RENDITIONS:
        rest = netloc.removeprefix(rendition)
        if rest != netloc and _is_domain(rest):
            return _plain_host(rest)
    return netloc


def _hosts(plain: str) -> list[str]:
    return [plain, *(f"{rendition}{plain}" for rendition in _RENDITIONS if _is_domain(plain))]


def _is_domain(netloc: str) -> bool:
    """Whether it may have subdomains: neither an IP address nor a name in the local network."""
    name = netloc.partition(":")[0]
    return "." in name and not name.rpartition(".")[2].isdigit()


def _plain_path(path: str) -> str:
    rest = path.rstrip("/").removesuffix(_INDEX)
    rest = rest.removesuffix(_AMP) or rest
    return rest if rest == path else _plain_path(rest)


def _paths(plain: str) -> list[str]:
    if not plain:
        return ["/", _INDEX]
    return [plain, f"{plain}/", f"{plain}{_INDEX}", f"{plain}{_AMP}", f"{plain}{_AMP}/"]


def _marked_before(rest: str, schemes: list[str]) -> list[str]:
    joint = "&" if "?" in rest else "?"
    marked = [canonicalize_url(f"https://{rest}{joint}{marker}") for marker in AMP_MARKERS]
    return [f"{scheme}://{url.partition('://')[2]}" for scheme, url in product(schemes, marked)]


def _copied_before(rest: str) -> list[str]:
    host = rest.partition("/")[0]
    if not _is_domain(host) or ":" in host:
        return []
    name = host.replace("-", "--").replace(".", "-")
    caches = ("www.google.com/amp", f"{name}.cdn.ampproject.org/c", f"{name}.cdn.ampproject.org/v")
    return [f"https://{cache}/{tls}{rest}" for cache, tls in product(caches, ("s/", ""))]
