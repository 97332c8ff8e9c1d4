"""One URL per article: the same story found under differently decorated links is one."""

import re
from ipaddress import IPv6Address
from typing import NoReturn
from urllib.parse import SplitResult, unquote_plus, urljoin, urlsplit

from w3lib.url import canonicalize_url

from articles.discovery.errors import BadUrl

LONGEST_URL = 2_000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")

# Parameters that say where a reader came from. Any other may name the story (?id=, ?p=, ?page=) and stays.
_TRACKING = re.compile(
    r"(utm|at|mtm|piwik|matomo|hsa|itm)_[a-z0-9_]+|pk_(campaign|kwd|keyword|source|medium|content|cid)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|epik"
    r"|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|__hstc|__hssc|__hsfp|hsctatracking|vero_id|oly_enc_id|oly_anon_id"
    r"|ns_(mchannel|source|campaign|linkname|fee)|cmpid|cmp|icid|ocid|xtor|ito|smid|smtyp|s_cid|wt_z?mc|_openstat"
    r"|guccounter|guce_referrer|guce_referrer_sig|soc_src|soc_trk|__twitter_impression|spm|_ga|_gl|mibextid"
)


def canonical_url(url: str) -> str:
    """The one form of an article's URL by which it is known; never the one to fetch. Idempotent.

    Lower-case ASCII host without default port, sorted query without tracking parameters, no fragment, no user
    name. Raises BadUrl for what is no absolute http(s) URL with a host or is longer than LONGEST_URL.
    """
    parts = _split(url.strip())
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    plain = parts._replace(netloc=_authority(parts, url), query=query, fragment="").geturl()
    try:
        canonical = str(canonicalize_url(plain))
    except (ValueError, UnicodeError):
        _refuse(url)
    return canonical if len(canonical) <= LONGEST_URL else _refuse(url)


def host_address(url: str) -> str:
    """The "name:port" that `url` is fetched from; an IPv6 address in brackets. Raises BadUrl."""
    parts = _split(url.strip())
    return f"{_host(parts, url)}:{_port(parts, url) or _DEFAULT_PORTS[parts.scheme]}"


def web_address(base: str, href: str) -> str:
    """`href` resolved against the URL `base`, or "" where that is no http(s) URL with a host."""
    try:
        address = urljoin(base, href.strip()) if href.strip() else ""
        canonical_url(address)
    except (BadUrl, ValueError):
        return ""
    return address


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        _refuse(url)
    # Browsers end the host at a backslash, urlsplit does not: what can be read as two hosts is no address.
    is_web = parts.scheme in _DEFAULT_PORTS and parts.netloc and "\\" not in parts.netloc
    return parts if is_web else _refuse(url)


def _authority(parts: SplitResult, url: str) -> str:
    port = _port(parts, url)
    return _host(parts, url) + (f":{port}" if port and port != _DEFAULT_PORTS[parts.scheme] else "")


def _host(parts: SplitResult, url: str) -> str:
    name = parts.hostname or ""
    try:
        if ":" in name:
            return f"[{_without_zone(IPv6Address(name))}]"
        name = name.encode("idna").decode("ascii").lower().removesuffix(".")
    except (ValueError, UnicodeError):
        _refuse(url)
    return name if _HOST_NAME.fullmatch(name) else _refuse(url)


def _without_zone(address: IPv6Address) -> IPv6Address:
    if address.scope_id is not None:
        raise ValueError("A zone names an interface of one machine.")
    return address


def _port(parts: SplitResult, url: str) -> int | None:
    try:
        return parts.port
    except ValueError:
        _refuse(url)


def _is_tracking(pair: str) -> bool:
    return _TRACKING.fullmatch(unquote_plus(pair.partition("=")[0]).lower()) is not None


def _refuse(url: str) -> NoReturn:
    raise BadUrl(f"{url[:200]!a} is not an http(s) address.")
