"""robots.txt: what a host asks of crawlers (RFC 9309)."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

from protego import Protego

LONGEST_ROBOTS = 500 * 1024
"""Bytes of a robots.txt that must be parsed (RFC 9309, 2.5); the rest is ignored."""
LONGEST_DELAY = timedelta(seconds=60)
MAX_SITEMAPS = 50
LONGEST_SITEMAP_URL = 2_000
PRODUCT_TOKEN = re.compile(r"[A-Za-z_-]*")
NAMED = re.compile(r"[A-Za-z_-]+(?![^\s/*#,;(])")
END = "/"  # ends the names that Protego compares, which else takes the group of "Ste" for that of "Stet"
_WEB = re.compile(r"https?://[^\s/]", re.I)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. `text` is what they were read from; parsing it again gives them back."""

    text: str
    _rules: Protego = field(repr=False, compare=False)

    @classmethod
    def parse(cls, body: bytes) -> "Robots":
        """Never fails: lines that mean nothing are ignored, as the RFC asks."""
        text = _whole_lines(body).decode("utf-8-sig", errors="replace").replace("\0", "")
        return cls(text, Protego.parse("\n".join(map(_with_whole_name, text.splitlines()))))

    @classmethod
    def allow_all(cls) -> "Robots":
        """There is no robots.txt: a 4xx status (RFC 9309, 2.3.1.3)."""
        return cls.parse(b"")

    @classmethod
    def disallow_all(cls) -> "Robots":
        """The host cannot say at present: a 5xx status or no answer (RFC 9309, 2.3.1.4).

        The RFC lets a crawler take that for "no robots.txt" once it has lasted for 30 days. Stet does not: whoever
        answers for pages, and for a month not for this file, is to be asked by people.
        """
        return cls.parse(b"User-agent: *\nDisallow: /\n")

    def allows(self, url: str, user_agent: str) -> bool:
        """`user_agent` may be the whole header: the product token it begins with ("Stet") is what counts."""
        return bool(self._rules.can_fetch(url, _token(user_agent) + END))

    def crawl_delay(self, user_agent: str) -> timedelta:
        """The gap the host asks for between visits, 60 s at most; zero where it asks for none."""
        seconds = self._rules.crawl_delay(_token(user_agent) + END) or 0.0
        return timedelta(seconds=min(seconds, LONGEST_DELAY.total_seconds()))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps it names, in its order: http(s) addresses, each once, MAX_SITEMAPS at most (sitemaps.org)."""
        named = (url.strip() for url in self._rules.sitemaps)
        addresses = (url for url in named if _WEB.match(url) and len(url) <= LONGEST_SITEMAP_URL)
        return tuple(islice(dict.fromkeys(addresses), MAX_SITEMAPS))


def _whole_lines(body: bytes) -> bytes:
    """A rule cut in two would mean something else: "Disallow: /private" must not become "Disallow: /"."""
    if len(body) <= LONGEST_ROBOTS:
        return body
    return body[: max(body.rfind(end, 0, LONGEST_ROBOTS) for end in (b"\n", b"\r")) + 1]


def _with_whole_name(line: str) -> str:
    """A group is for the one crawler that it names, whatever version it names with it (RFC 9309, 2.2.1)."""
    field, _, value = line.partition(":")
    if field.strip().lower() not in ("user-agent", "useragent", "user agent"):
        return line
    name = NAMED.match(value.strip().strip("*"))
    return f"{field}:{name[0]}{END}" if name else line


def _token(user_agent: str) -> str:
    match = PRODUCT_TOKEN.match(user_agent)
    return match[0] if match else ""
