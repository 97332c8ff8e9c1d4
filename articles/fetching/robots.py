"""robots.txt: what a host asks of crawlers (RFC 9309)."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from protego import Protego

LONGEST = 500 * 1024  # bytes that must be parsed (RFC 9309, 2.5); the rest is ignored
LONGEST_DELAY = timedelta(seconds=60)
PRODUCT_TOKEN = re.compile(r"[A-Za-z_-]*")


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. `text` is what they were read from; parsing it again gives them back."""

    text: str
    _rules: Protego = field(repr=False, compare=False)

    @classmethod
    def parse(cls, body: bytes) -> "Robots":
        """Never fails: lines that mean nothing are ignored, as the RFC asks."""
        text = _whole_lines(body).decode("utf-8-sig", errors="replace").replace("\0", "")
        return cls(text, Protego.parse(text))

    @classmethod
    def allow_all(cls) -> "Robots":
        """There is no robots.txt: a 4xx status (RFC 9309, 2.3.1.3)."""
        return cls.parse(b"")

    @classmethod
    def disallow_all(cls) -> "Robots":
        """The host cannot say at present: a 5xx status or no answer (RFC 9309, 2.3.1.4)."""
        return cls.parse(b"User-agent: *\nDisallow: /\n")

    def allows(self, url: str, user_agent: str) -> bool:
        """`user_agent` may be the whole header: the product token it begins with ("Stet") is what counts."""
        return bool(self._rules.can_fetch(url, _token(user_agent)))

    def crawl_delay(self, user_agent: str) -> timedelta:
        """The gap the host asks for between visits, 60 s at most; zero where it asks for none."""
        seconds = self._rules.crawl_delay(_token(user_agent)) or 0.0
        return timedelta(seconds=min(seconds, LONGEST_DELAY.total_seconds()))


def _whole_lines(body: bytes) -> bytes:
    """A rule cut in two would mean something else: "Disallow: /private" must not become "Disallow: /"."""
    if len(body) <= LONGEST:
        return body
    return body[: body.rfind(b"\n", 0, LONGEST) + 1]


def _token(user_agent: str) -> str:
    match = PRODUCT_TOKEN.match(user_agent)
    return match[0] if match else ""
