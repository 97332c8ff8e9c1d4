"""Whether markup is dead: as more than one parser would build it, nothing in it runs, loads or leads to what runs."""

import json
import re
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

CANARY = "xss-canary"
"""An element that every payload tries to make."""
ADDRESSES = (
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "xlink:href",
    "srcset",
    "ping",
)
FORBIDDEN = {
    "iframe",
    "object",
    "embed",
    "applet",
    "base",
    "math",
    "frame",
    "frameset",
    "portal",
    "style",
    CANARY,
}
LINKED_DATA = "application/ld+json"


def assert_inert(markup: str, where: str) -> None:
    for parser in ("lxml", "html.parser"):
        for element in BeautifulSoup(markup, parser).find_all(True):
            if fault := _fault_of(element):
                raise AssertionError(f"{where}: {fault} in {str(element)[:300]}")


def _fault_of(element: Tag) -> str:
    """What is live in it; "" where nothing is."""
    if element.name in FORBIDDEN:
        return "an element"
    if [name for name in element.attrs if name.startswith("on") or name in ("style", "srcdoc")]:
        return "an attribute"
    if any(not is_harmless(str(element[name])) for name in ADDRESSES if element.get(name)):
        return "an address"
    if element.name == "script" and not _is_ours(element):
        return "a script"
    return "a directive" if element.name == "meta" and element.get("http-equiv") else ""


def _is_ours(script: Tag) -> bool:
    if script.get("type") == LINKED_DATA:
        return isinstance(json.loads(script.string or ""), dict)
    source = str(script.get("src", ""))
    return source.startswith(("/static/", "/admin/jsi18n/")) and not (script.string or "").strip()


def is_harmless(address: str) -> bool:
    """As browsers read it: white space and control characters before and within the scheme do not count."""
    plain = re.sub(r"[\x00-\x20\x7f-\xa0]", "", address)
    scheme = urlsplit(plain).scheme if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", plain) else ""
    return scheme.lower() in ("", "http", "https", "mailto")
