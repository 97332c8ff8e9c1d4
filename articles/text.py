"""The text of an article: the value that every room shares."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

BlockKind = Literal["heading", "paragraph", "quote", "list_item", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of running text as the page has it; `text` is a single line, NFC, without control characters."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What a page says: its headline, byline and blocks in reading order.

    `published` and `modified` are the page's own claims, aware UTC; `language` is a BCP 47 tag or empty;
    `canonical_url` is the page's own `rel=canonical`, absolute, or empty.
    """

    headline: str
    blocks: tuple[Block, ...] = field(default=())
    byline: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    language: str = ""
    canonical_url: str = ""
