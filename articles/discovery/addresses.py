"""One URL per article: the same story found under differently decorated links is one."""

import re
from ipaddress import IPv4Address, IPv6Address
from typing import NoReturn
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit

import idna
from w3lib.url import canonicalize_url

from articles.discovery.errors import BadUrl

LONGEST_URL = 2_000
_LONGEST_WRITTEN = 8_000
"""Before what says nothing of the story is taken out; of an AMP cache in an AMP cache, that may be much."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:%\s]+)(?::([0-9]{0,5}))?")
_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")
_NUMBER = re.compile("[0-9]+|0x[0-9a-f]*")
# Controls, lone surrogates and noncharacters: databases, XML and terminals each stumble over some of them.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_BREAKS = str.maketrans("", "", "\t\r\n")

# Parameters that say where a reader came from. Any other may name the story (?id=, ?p=, ?page=) and stays.
_TRACKING = re.compile(
    r"(utm|at|mtm|piwik|matomo|hsa|itm)_[a-z0-9_]+|pk_(campaign|kwd|keyword|source|medium|content|cid)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|epik"
    r"|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|__hstc|__hssc|__hsfp|hsctatracking|vero_id|oly_enc_id|oly_anon_id"
    r"|ns_(mchannel|source|campaign|linkname|fee)|cmpid|cmp|icid|ocid|xtor|ito|smid|smtyp|s_cid|wt_z?mc|_openstat"
    r"|guccounter|guce_referrer|guce_referrer_sig|soc_src|soc_trk|__twitter_impression|spm|_ga|_gl|mibextid"
)
AMP_MARKERS = ("amp=", "amp=1", "amp=true", "outputType=amp")
"""Pairs of a query that ask for the AMP page of a story; `amp` with any other value may name something."""
# Copies of AMP pages at addresses that hold the page's own (AMP Cache URL Format; Google's viewer has the same tail).
_AMP_CACHE = re.compile(
    r"(?:(?:www\.)?google\.(?:com?\.)?[a-z]{2,3}/amp|(?:[a-z0-9-]+\.)?cdn\.ampproject\.org/(?:c|v|wp))"
    r"/(?P<tls>s/)?(?P<own>[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?(?:/.*)?)",
    re.I | re.S,
)
_OF_THE_CACHE = re.compile(r"(?:amp_[a-z_]+|usqp)(?:=|\Z)")


def canonical_url(url: str) -> str:
    """The one form of an article's URL by which it is known; never the one to fetch. Idempotent.

    Lower-case ASCII host without default port, sorted query without tracking parameters and AMP_MARKERS, no
    fragment, no user name; of a copy in an AMP cache, the address of what was copied. Only what certainly says
    nothing of which story it is is taken out here, since the result is stored and cited; in which other forms a
    story may have been stored, `address_forms` tells.

    Raises BadUrl for what is no absolute http(s) URL with a host, has control characters in it or is longer than
    LONGEST_URL.
    """
    parts = _split(url.strip())
    copied = _copied_by_amp_cache(parts)
    if copied:
        return canonical_url(copied)
    host, port = _host_and_port(parts, url)
    netloc = host if port == _DEFAULT_PORTS[parts.scheme] else f"{host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_idle(pair))
    plain = parts._replace(netloc=netloc, query=query, fragment="").geturl()
    try:
        canonical = str(canonicalize_url(plain))
    except (ValueError, UnicodeError):
        _refuse(url)
    return canonical if len(canonical) <= LONGEST_URL else _refuse(url)


def host_address(url: str) -> str:
    """The "name:port" that `url` is fetched from; an IPv6 address in brackets. Raises BadUrl."""
    host, port = _host_and_port(_split(url.strip()), url)
    return f"{host}:{port}"


def web_address(base: str, href: str) -> str:
    """`href` resolved against the URL `base`, or "" where that is no URL that `canonical_url` accepts.

    Line breaks and tabs are taken out, as browsers do (URL Standard, 4.4): publishers wrap long lines.
    """
    href = href.strip().translate(_LINE_BREAKS)
    try:
        address = urljoin(base, href) if href else ""
        canonical_url(address)
    except (BadUrl, ValueError):
        return ""
    return address


def _split(url: str) -> SplitResult:
    if len(url) > _LONGEST_WRITTEN or _UNPRINTABLE.search(url):
        _refuse(url)
    try:
        parts = urlsplit(url)
    except ValueError:
        _refuse(url)
    # Browsers end the host at a backslash, urlsplit does not: what can be read as two hosts is no address.
    is_web = parts.scheme in _DEFAULT_PORTS and parts.netloc and "\\" not in parts.netloc
    return parts if is_web else _refuse(url)


def _host_and_port(parts: SplitResult, url: str) -> tuple[str, int]:
    authority = _AUTHORITY.fullmatch(parts.netloc.rpartition("@")[2])
    port = int((authority and authority[2]) or _DEFAULT_PORTS[parts.scheme])
    if not authority or not 0 < port < 65536:
        _refuse(url)
    try:
        return _host(authority[1]), port
    except ValueError:
        _refuse(url)


def _host(name: str) -> str:
    """The host as it is connected to, in lower-case ASCII (UTS 46); ValueError for what is none.

    Read as by the room that fetches: what is paced under one name must not be fetched from another.
    """
    if name.startswith("["):
        return f"[{IPv6Address(name[1:-1])}]"
    ascii_name = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    ascii_name = ascii_name.lower().removesuffix(".")
    if _NUMBER.fullmatch(ascii_name.rpartition(".")[2]):
        return str(IPv4Address(ascii_name))
    if not _HOST_NAME.fullmatch(ascii_name):
        raise ValueError("No host name.")
    return ascii_name


def _copied_by_amp_cache(parts: SplitResult) -> str:
    """The address of the page that an AMP cache has a copy of at this address; "" where it is none."""
    found = _AMP_CACHE.fullmatch(f"{parts.netloc}{parts.path}")
    if not found:
        return ""
    query = "&".join(pair for pair in parts.query.split("&") if not _OF_THE_CACHE.match(pair))
    copied = f"{'https' if found['tls'] else 'http'}://{found['own']}{'?' if query else ''}{query}"
    try:
        _host_and_port(_split(copied), copied)
    except BadUrl:
        return ""
    return copied


def _is_idle(pair: str) -> bool:
    """Whether it says nothing of which story it is."""
    name, _, value = pair.partition("=")
    return _TRACKING.fullmatch(unquote_plus(name).lower()) is not None or f"{name}={value}" in AMP_MARKERS


def _refuse(url: str) -> NoReturn:
    raise BadUrl(f"{url[:200]!a} is not an http(s) address.")
