"""The outline of a page: the blocks that may be its story, in a tree that holds nothing else.

The story is elected on the outline alone. So whatever is left out here (menus, teasers, counters, comments, scripts,
attributes) can neither change the text nor the fingerprint, and two pages of one outline have one text.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

import lxml.html
from lxml import etree

from articles.extraction.blocks import MOSTLY_LINKS, Found, size
from articles.extraction.standfirst import is_like_any

# A line without an element of its own that says what it is: below this it is a label, a counter or a time.
SHORT_CHARACTERS = 40
_REPEATED = 2
# With so much link text and so little else, the two elements around a block make it one of a list of teasers.
_CROWDED = 0.5
_PROSE = 400
SENTENCE_END = re.compile(r"[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4\u0964][\"'\u201d\u2019\u00bb)\]]*$")
# Classes and ids, as they are met all over the web, of what belongs to an article but is no part of its text.
_REACTIONS = r"comments?|commentlist|comment-(?:list|section)|disqus(?:_thread)?|respond"
_BOXES = r"[\w-]*(?:fact|info)-?box[\w-]*"
_CAPTIONS = (
    r"[\w-]*caption[\w-]*|image_image-[\w-]*|(?:[\w]+-)*(?:image|img|photo)-(?:box|credit|widget|wrapper)"
)
_ASKING = r"[\w-]*(?:cookie|consent|gdpr|onetrust)[\w-]*"
_APART = re.compile(rf"\s(?:{_REACTIONS}|{_BOXES}|{_ASKING}|{_CAPTIONS})(?=\s)", re.I)
_TAG = re.compile(r"[a-z][a-z0-9]*")
_NOT_XML = re.compile(r"[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_A_NAME = re.compile(
    r"[\d\x00-\x20\ud800-\udfff\ufffe\uffff]+"
)  # ids are numbered on many pages, anew on each fetch
# What the voices ask of a block's links: whether they are less than this share of it.
_LINK_SHARES = (0.0, 0.4, 0.5)


def outline(found: list[Found], descriptions: list[str], forms: Iterable[Any] = ()) -> list[Found]:
    """Those of a page's blocks `found` that may belong to its story, in elements of their own below one root.

    The elements keep their order, tag, class and id; `linked` is rounded down to what is asked of it.
    `descriptions` are the page's own, which a short line must be like to count; `forms` its forms.
    """
    told = list(_that_may_be_told(found, descriptions, forms))
    drawing = _Drawing(_wrappers(told))
    return [drawing.drawn(block) for block in told]


def _that_may_be_told(found: list[Found], descriptions: list[str], forms: Iterable[Any]) -> Iterator[Found]:
    heads_links = {
        above for above, below in pairwise(found) if above.kind == "heading" and below.linked >= MOSTLY_LINKS
    }
    repeated = {text for text, times in Counter(block.text for block in found).items() if times >= _REPEATED}
    sources = {below for above, below in pairwise(found) if _is_source(above, below)}
    told = [
        block
        for block in found
        if (block.linked < MOSTLY_LINKS or block in sources)
        and not block.is_aside
        and block not in heads_links
        and not block.is_title
        and not (block.text in repeated and _is_label(block))
    ]
    places = _Places()
    crowds = _crowds(found, {form.getparent() for form in forms})
    told = [block for block in told if not places.is_apart(block.element) and not _is_among(crowds, block)]
    is_marked_up = size(block for block in told if block.is_named) > size(told) / 2
    for block in told:
        is_bare = is_marked_up and not block.is_named and len(block.text) < SHORT_CHARACTERS
        if not is_bare or is_like_any(block.text, descriptions):
            yield block


def _is_source(quoted: Found, below: Found) -> bool:
    """Whether a line of links below a quotation is the end of it, and names where it is from."""
    if (
        quoted.kind != "quote"
        or below.kind != "quote"
        or quoted.linked
        or len(below.text) >= SHORT_CHARACTERS
    ):
        return False
    return next(quoted.element.iterancestors("blockquote"), quoted.element) is next(
        below.element.iterancestors("blockquote"), below.element
    )


def _crowds(found: list[Found], around_forms: set[Any]) -> set[Any]:
    """The elements with little text that is no link: teasers, or a form and what it asks the reader for.

    What a story's headline stands in is none, however short the story.
    """
    all_of, linked_of = defaultdict[Any, int](int), defaultdict[Any, int](int)
    for block in found:
        characters = len(block.text)
        linked = int(block.linked * characters)
        for element in _close_around(block):
            all_of[element] += characters
            linked_of[element] += linked
    headed = {element for block in found if block.is_title for element in block.element.iterancestors()}
    return {
        element
        for element, characters in all_of.items()
        if characters - linked_of[element] < _PROSE
        and element not in headed
        and (element in around_forms or linked_of[element] >= max(1, characters * _CROWDED))
    }


def _is_among(crowds: set[Any], block: Found) -> bool:
    return any(element in crowds for element in _close_around(block))


def _close_around(block: Found) -> tuple[Any, ...]:
    around = block.element.getparent()
    if around is None:
        return ()
    beyond = around.getparent()
    return (around,) if beyond is None else (around, beyond)


def _is_label(block: Found) -> bool:
    """Whether a block is a word or two without a full stop that heads nothing: what pages repeat above each slot."""
    is_short = block.kind == "paragraph" and len(block.text) < SHORT_CHARACTERS
    return is_short and not SENTENCE_END.search(block.text)


def _wrappers(told: list[Found]) -> set[Any]:
    """The elements that hold most of the text, though meant for less: some servers wrap the page in a form."""
    held = Counter[Any]()
    for block in told:
        for wrapper in block.element.iterancestors("form", "figure", "footer"):
            held[wrapper] += len(block.text)
    return {wrapper for wrapper, characters in held.items() if characters > size(told) / 2}


class _Places:
    """What the class or id of an element, or of one around it, says of the text in it."""

    def __init__(self) -> None:
        self._known: dict[Any, bool] = {}

    def is_apart(self, element: Any) -> bool:
        if element is None or element.tag in ("html", "body"):
            return False
        known = self._known.get(element)
        if known is None:
            known = _is_named_apart(element.get("class", ""), element.get("id", "")) or self.is_apart(
                element.getparent()
            )
            self._known[element] = known
        return known


@lru_cache(maxsize=20_000)
def _is_named_apart(classes: str, identity: str) -> bool:
    return _APART.search(f" {classes} {identity} ") is not None


class _Drawing:
    def __init__(self, whole_wrappers: set[Any]) -> None:
        self._drawn: dict[Any, Any] = {}
        self._wrappers = whole_wrappers

    def drawn(self, block: Found) -> Found:
        element = self._element(block.element)
        if element.tag == "tr":
            etree.SubElement(element, "td").text = block.text
        elif not len(element) and not element.text:
            element.text = block.text
        else:
            etree.SubElement(element, "br").tail = block.text
        linked = max(share for share in _LINK_SHARES if share <= block.linked)
        return Found(block.kind, block.text, linked, element, block.is_named, block.is_aside, block.is_title)

    def _element(self, element: Any) -> Any:
        drawn = self._drawn.get(element)
        if drawn is None:
            parent = element.getparent()
            is_usual = _TAG.fullmatch(element.tag) and element not in self._wrappers
            tag = element.tag if is_usual else "div"
            drawn = lxml.html.Element(tag) if parent is None else etree.SubElement(self._element(parent), tag)
            if classes := element.get("class"):
                drawn.set("class", _NOT_XML.sub(" ", classes))
            if identity := element.get("id"):
                drawn.set("id", _NOT_A_NAME.sub("", identity))
            self._drawn[element] = drawn
        return drawn
