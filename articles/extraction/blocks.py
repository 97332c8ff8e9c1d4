"""The page's own blocks of text, in the order of its elements: what the other files choose from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from articles.extraction.normalising import normalised, squeezed
from articles.text import BlockKind

KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd"), "list_item"),
    "blockquote": "quote",
    "figcaption": "caption",
}
# From this share of link text on, a block is a teaser or a list of links, whatever stands around it.
MOSTLY_LINKS = 0.6
NAMED = ("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "li", "figcaption")
"""Elements that say what they hold: text in them was written as text, text in a bare div may be anything."""

_CELLS = frozenset(("td", "th"))
_SECTIONS = ("address", "article", "aside", "body", "footer", "header", "html", "main", "nav", "section")
_GROUPS = ("center", "details", "div", "dl", "fieldset", "figure", "form", "ol", "summary", "table", "ul")
_LINES = ("br", "caption", "hr", "p", "pre", "tbody", "tfoot", "thead", "tr")
_BOUNDARIES = frozenset((*KINDS, *_SECTIONS, *_GROUPS, *_LINES))
_WITHOUT_TEXT = {
    *("audio", "button", "canvas", "datalist", "embed", "head", "iframe", "math", "noscript", "object"),
    *("progress", "script", "select", "style", "svg", "template", "textarea", "video"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A block as it stands in the page, in the innermost block `element` around it.

    `linked` is the share of its characters that are link text, 0 to 1.
    """

    kind: BlockKind
    text: str
    linked: float
    element: Any

    def is_within(self, *tags: str) -> bool:
        return self.element.tag in tags or any(True for _ in self.element.iterancestors(*tags))


def found_blocks(root: Any) -> list[Found]:
    """Every run of inline text below the lxml element `root`, in document order; empty ones are left out.

    A run ends where a block element begins or ends and at a line break, but a heading is one run.
    """
    walk = _Walk()
    walk.into(root, "paragraph", in_link=False)
    return walk.found


def size(blocks: Iterable[Found]) -> int:
    """How many characters these blocks hold."""
    return sum(len(block.text) for block in blocks)


class _Walk:
    def __init__(self) -> None:
        self.found: list[Found] = []
        self._pieces: list[str] = []
        self._linked = 0

    def into(self, element: Any, kind: BlockKind, *, in_link: bool) -> None:
        if not isinstance(element.tag, str) or element.tag in _WITHOUT_TEXT:
            return
        if is_boundary := _is_boundary(element, kind):
            self._end(element.getparent(), kind)
        kind = KINDS.get(element.tag, kind)
        in_link = in_link or element.tag == "a"
        self._add(element.text, in_link)
        for child in element:
            self.into(child, kind, in_link=in_link)
            self._add(child.tail, in_link)
        if is_boundary:
            self._end(element, kind)
        elif element.tag == "br" or element.tag in _CELLS:
            self._add(" ", in_link)

    def _add(self, text: str | None, in_link: bool) -> None:
        if text:
            self._pieces.append(text)
            self._linked += in_link * len(squeezed(text))

    def _end(self, element: Any, kind: BlockKind) -> None:
        whole = "".join(self._pieces)
        if text := normalised(whole):
            self.found.append(Found(kind, text, self._linked / len(squeezed(whole)), element))
        self._pieces, self._linked = [], 0


def _is_boundary(element: Any, kind: BlockKind) -> bool:
    if _is_line_break(element):
        return kind != "heading"
    return element.tag in _BOUNDARIES or (element.tag in _CELLS and _lays_out(element.getparent()))


def _is_line_break(element: Any) -> bool:
    # Some editors store an empty <span class="… br"> in place of <br>.
    return element.tag == "br" or (
        element.tag == "span" and "br" in element.get("class", "").split() and not any(_texts(element))
    )


def _lays_out(row: Any) -> bool:
    """Whether a table row places blocks on the page; a row of data reads as one line."""
    return row is None or any(inner.tag in _BOUNDARIES for inner in row.iterdescendants())


def _texts(element: Any) -> Iterator[str]:
    return (text for text in element.itertext() if not text.isspace())
