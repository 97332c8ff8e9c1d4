"""The page's own blocks of text, in the order of its elements: what the other files choose from."""

from collections.abc import Callable, Iterable, Iterator
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

_ASIDES = ("aside", "nav")
_CELLS = frozenset(("td", "th"))
_SECTIONS = ("address", "article", "aside", "body", "footer", "header", "html", "main", "nav", "section")
_GROUPS = ("center", "details", "div", "dl", "fieldset", "figure", "form", "ol", "summary", "table", "ul")
_LINES = ("br", "caption", "hr", "p", "pre", "tbody", "tfoot", "thead", "tr")
_BOUNDARIES = frozenset((*KINDS, *_SECTIONS, *_GROUPS, *_LINES))
_BLOCKS = _BOUNDARIES - {"br"}
_AT_TIMES_BOUNDARIES = frozenset(("br", "span", *_CELLS))
_TELLING = frozenset((*KINDS, *NAMED, *_ASIDES, "a"))
_WITHOUT_TEXT = {
    *("audio", "button", "canvas", "datalist", "embed", "head", "iframe", "math", "noscript", "object"),
    *("progress", "script", "select", "style", "svg", "template", "textarea", "video"),
}


@dataclass(
    slots=True, eq=False
)  # not frozen: a page has hundreds, and that makes each cost three times as much
class Found:
    """A block as it stands in the page, in the innermost block `element` around it.

    `linked` is the share of its characters that are link text, 0 to 1. `is_named` says that one of the elements
    NAMED holds it, `is_aside` that it stands in one that is no part of the text around it, `is_title` that an h1 does.
    """

    kind: BlockKind
    text: str
    linked: float
    element: Any
    is_named: bool = False
    is_aside: bool = False
    is_title: bool = False

    def is_within(self, *tags: str) -> bool:
        return self.element.tag in tags or any(True for _ in self.element.iterancestors(*tags))


def found_blocks(root: Any) -> list[Found]:
    """Every run of inline text below the lxml element `root`, in document order; empty ones are left out.

    A run ends where a block element begins or ends and at a line break, but a heading is one run.
    """
    return found_and_noted(root, _notes_nothing)[0]


def found_and_noted(root: Any, notes: Callable[[str], bool]) -> tuple[list[Found], list[Any]]:
    """The blocks below `root`, and on the same way its forms and what `notes` takes note of by class or id."""
    walk = _Walk(notes)
    walk.into(root, _Around("paragraph", is_link=False, is_named=False, is_aside=False, is_title=False))
    return walk.found, walk.noted


def _notes_nothing(_names: str) -> bool:
    return False


def size(blocks: Iterable[Found]) -> int:
    """How many characters these blocks hold."""
    return sum(len(block.text) for block in blocks)


class _Around:
    """What the elements above a piece of text make of it, told once for all that stand alike."""

    __slots__ = ("_below", "is_aside", "is_link", "is_named", "is_title", "kind")

    def __init__(
        self, kind: BlockKind, *, is_link: bool, is_named: bool, is_aside: bool, is_title: bool
    ) -> None:
        self.kind, self.is_link, self.is_named = kind, is_link, is_named
        self.is_aside, self.is_title = is_aside, is_title
        self._below: dict[str, _Around] = {}

    def within(self, tag: str) -> "_Around":
        below = self._below.get(tag)
        if below is None:
            below = self._below[tag] = _Around(
                KINDS.get(tag, self.kind),
                is_link=self.is_link or tag == "a",
                is_named=self.is_named or tag in NAMED,
                is_aside=self.is_aside or tag in _ASIDES,
                is_title=self.is_title or tag == "h1",
            )
        return below


class _Walk:
    def __init__(self, notes: Callable[[str], bool]) -> None:
        self.found: list[Found] = []
        self.noted: list[Any] = []
        self._notes = notes
        self._pieces: list[str] = []
        self._linked = 0

    def into(self, element: Any, above: _Around) -> None:
        tag = element.tag
        if tag in _WITHOUT_TEXT or not isinstance(tag, str):
            return
        pieces = self._pieces
        if is_boundary := tag in _BLOCKS or (
            tag in _AT_TIMES_BOUNDARIES and _is_boundary(element, above.kind)
        ):
            if pieces:
                self._end(element.getparent(), above)
            classes, identity = element.get("class"), element.get("id")
            if tag == "form" or (classes and self._notes(classes)) or (identity and self._notes(identity)):
                self.noted.append(element)
        around = above.within(tag) if tag in _TELLING else above
        text = element.text
        if text and (pieces or not text.isspace()):
            self._add(text, around)
        for child in element:
            self.into(child, around)
            tail = child.tail
            if tail and (pieces or not tail.isspace()):
                self._add(tail, around)
        if not pieces:
            return
        if is_boundary:
            self._end(element, around)
        elif tag == "br" or tag in _CELLS:
            pieces.append(" ")

    def _add(self, text: str, around: _Around) -> None:
        self._pieces.append(text)
        if around.is_link:
            self._linked += len(squeezed(text))

    def _end(self, home: Any, around: _Around) -> None:
        whole = "".join(self._pieces)
        if text := normalised(whole):
            linked = self._linked and self._linked / len(squeezed(whole))
            self.found.append(
                Found(around.kind, text, linked, home, around.is_named, around.is_aside, around.is_title)
            )
        self._pieces.clear()
        self._linked = 0


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
