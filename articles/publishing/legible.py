"""Text that every page and feed can carry."""

import re

# XML 1.0, 2.2: everything else is not well-formed, escaped or not. A lone surrogate cannot even be encoded.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legible(text: str) -> str:
    """The text without control characters, lone surrogates, U+FFFE and U+FFFF."""
    return NOT_XML.sub("", text)


def linkable(url: str) -> str:
    """The address where a link may lead there: http and https only, else nothing."""
    return url if url.startswith(("http://", "https://")) else ""
