"""XML that is nearly XML."""

import re

from w3lib.encoding import html_to_unicode

# No further than to the next tag: many declarations without an end cost a minute.
_DECLARATION = re.compile(r"<\?xml[^<>]*>")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+")
_STRAY = re.compile(
    r"(?P<cdata><!\[CDATA\[.*?(?:\]\]>|\Z))|&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)",
    re.S,
)


def repaired(body: bytes) -> bytes:
    """Without what is most often wrong: its charset, control characters, `&` in an address or for HTML's entities."""
    text = _CONTROLS.sub("", _DECLARATION.sub("", decoded(body)))
    return _STRAY.sub(lambda found: found["cdata"] or "&amp;", text).encode("utf-8", "replace")


def decoded(body: bytes) -> str:
    return html_to_unicode(None, body)[1].removeprefix("\ufeff").lstrip()
