"""What can go wrong on the way to an answer. An HTTP status is never an error: it is a Response."""

LONGEST_PART = 300  # characters of a reason or an address in a message


class FetchError(Exception):
    """No answer came. `str()` is one line, safe to log and to show: what went wrong, and where.

    `url` is the address that was being visited, unescaped: the target where a redirect was being followed.
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url = url
        self.reason = reason

    def __str__(self) -> str:
        return f"{_printable(self.reason[:LONGEST_PART])}: {_printable(self.url[:LONGEST_PART])}"


def _printable(text: str) -> str:
    """Control characters, line ends, direction marks and lone surrogates as escapes, the rest as it is."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


class BadAddress(FetchError):
    """Not an absolute http(s) address, or one that programs read differently."""


class AddressRefused(FetchError):
    """The host is, or one of its addresses is, not on the public internet."""


class Disallowed(FetchError):
    """The caller's `may_visit` said no to a redirect's target."""


class HostNotFound(FetchError):
    """The name has no address."""


class ConnectionFailed(FetchError):
    """Nobody answered at the address, or the connection broke before an answer."""


class TLSFailed(FetchError):
    """No encrypted connection to the host of that name; most often its certificate."""


class TooSlow(FetchError):
    """The deadline passed."""


class TooLarge(FetchError):
    """The body is larger than the policy allows, on the wire or decompressed."""


class TooManyRedirects(FetchError):
    """More redirects than the policy allows, or redirects in a circle."""


class BadResponse(FetchError):
    """What came is not a whole HTTP answer in an encoding that was offered."""
