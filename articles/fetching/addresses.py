"""What a URL means: one reading of it, made once, and used for the check, the connection and the request."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna
from requests.utils import requote_uri
from urllib3.util import parse_url

from .errors import BadAddress

DEFAULT_PORTS = {"http": 80, "https": 443}
# Ports of other services, which would read a request as their own commands; no browser speaks to them either (Fetch
# standard, 2.9, "port blocking").
_NUMBERS = """
1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117
119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601
636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669
6679 6697 10080
"""
OTHERS_PORTS = frozenset(map(int, _NUMBERS.split()))
LONGEST_URL = 8192  # RFC 9110, 4.1 asks for 8000 at least
LONGEST_NAME = 253

AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:%\s]+)(?::([0-9]{0,5}))?")
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"{LABEL}(?:\.{LABEL})*")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Address:
    """An http(s) address.

    `host` is a lower-case ASCII name or an IP address, IPv6 in brackets; `url` is normalised.
    """

    scheme: str
    host: str
    port: int
    url: str

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Raises BadAddress: not http(s), with credentials in it, or not read alike by all programs."""
        text = url.strip(" \t\r\n")
        try:
            return cls._read(text)
        except ValueError as error:
            raise BadAddress(url, f"not an address that can be fetched, {error}") from error

    @classmethod
    def _read(cls, text: str) -> "Address":
        _refuse_tricks(text)
        parts = urlsplit(text)
        if parts.scheme not in DEFAULT_PORTS:
            raise ValueError("only http:// and https:// are")
        if "@" in parts.netloc:
            raise ValueError("it has a user name or password in it")
        authority = AUTHORITY.fullmatch(parts.netloc)
        if not authority:
            raise ValueError("its host is missing or malformed")
        host, default = _host(authority[1]), DEFAULT_PORTS[parts.scheme]
        port = int(authority[2] or default)
        if not 0 < port < 65536:
            raise ValueError("its port is out of range")
        if port in OTHERS_PORTS:
            raise ValueError("its port is another service's")
        netloc = host if port == default else f"{host}:{port}"
        whole = urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))
        return cls(parts.scheme, host, port, requote_uri(parse_url(whole).url))

    def redirected(self, location: str) -> "Address":
        """Where a Location header (latin-1 text as received, absolute or relative) leads from here."""
        target = _text_of(location)
        try:
            target = urljoin(self.url, target)
        except ValueError as error:
            raise BadAddress(target, "redirected to a malformed address") from error
        return Address.parse(target)


def robots_url(url: str) -> str:
    """The robots.txt that speaks for a URL (RFC 9309, 2.3). Raises BadAddress."""
    return urljoin(Address.parse(url).url, "/robots.txt")


def _refuse_tricks(text: str) -> None:
    if len(text) > LONGEST_URL:
        raise ValueError("it is too long")
    if CONTROL.search(text):
        raise ValueError("it has control characters in it")
    # Browsers read a backslash as a slash, other programs do not, and so see another host.
    if "\\" in re.split(r"[?#]", text, maxsplit=1)[0]:
        raise ValueError("it has a backslash in it")


def _host(name: str) -> str:
    if name.startswith("["):
        return f"[{IPv6Address(name[1:-1])}]"
    # UTS 46 also turns full-width and circled digits into plain ones, so it comes before looking for numbers.
    ascii_name = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    ascii_name = ascii_name.lower().removesuffix(".")
    # The URL standard reads any host that ends in a number as IPv4, in octal, hex or short forms too: only
    # the dotted quad is accepted here.
    if NUMBER.fullmatch(ascii_name.rpartition(".")[2]):
        return str(IPv4Address(ascii_name))
    if len(ascii_name) > LONGEST_NAME or not NAME.fullmatch(ascii_name):
        raise ValueError("its host is malformed")
    return ascii_name


def _text_of(header: str) -> str:
    """Locations come in UTF-8 or, rarely, in another charset: then the bytes go back as they came."""
    raw = header.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return quote(raw, safe="".join(map(chr, range(128))))
