"""Characters -> element tree, never a part of one."""

from typing import Any

from lxml import etree

from articles.extraction.errors import EmptyText, TooDeep, TooLong

# Far above any page (a live blog of 400 posts has about 30,000), far below what takes minutes.
MAX_ELEMENTS = 100_000


def parse(text: str) -> Any:
    """The root element of the page's tree.

    Raises TooDeep or TooLong where libxml2 dropped the rest (only its log says so), EmptyText where there is none.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    data = text.encode("utf-8", "replace").replace(b"\x00", b"")
    root: Any = etree.fromstring(data, parser=parser)
    if root is None:
        raise EmptyText("The page has no elements.")
    _refuse_a_part(parser)
    # Few pages need to be counted: a tag makes three elements at most, itself and the two that it implies.
    if 3 * data.count(b"<") >= MAX_ELEMENTS and root.xpath("count(//*)") > MAX_ELEMENTS:
        raise TooLong(f"The page has more than {MAX_ELEMENTS} elements.")
    return root


def _refuse_a_part(parser: etree.HTMLParser) -> None:
    limits = parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT])
    for entry in limits:
        if "depth" in entry.message:
            raise TooDeep("Tags are nested more than 250 deep; text below would be lost.")
        raise TooLong("The page holds a piece of text too long for the parser.")
