"""Why something is no feed or no address."""


class DiscoveryError(Exception):
    """What was found cannot be used; the message is one line for the admin."""


class NotAFeed(DiscoveryError):
    """The bytes are no RSS, Atom or JSON feed, or too broken to be read as one."""


class BadUrl(DiscoveryError):
    """Not an absolute http(s) URL with a host."""
