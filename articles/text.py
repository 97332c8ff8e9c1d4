"""The text of an article: the value that every room shares."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

BlockKind = Literal["heading", "paragraph", "quote", "list_item", "caption"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of running text as the page has it; `text` is a single line, NFC, without control characters.

    `place` names the markup it stands in (the classes of its element and of the one around it), the same for like
    blocks of all pages of a site; it is no part of what a reader sees, and two blocks are equal without it.
    """

    kind: BlockKind
    text: str
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ArticleText:
    """What a page says: its headline, byline and blocks in reading order.

    `published` and `modified` are the page's own claims, aware UTC; `language` is a BCP 47 tag or empty;
    `canonical_url` is the page's own `rel=canonical`, absolute, or empty. `free` is False where the page says that
    not everyone may read it; `correction` is the text of its blocks that say what was wrong before, by lines;
    `continues` that the story goes on on further pages, which are not kept. `unmatched` names the rules given that
    found nothing on the page.
    """

    headline: str
    blocks: tuple[Block, ...] = field(default=())
    byline: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    language: str = ""
    canonical_url: str = ""
    free: bool = True
    correction: str = ""
    continues: bool = False
    unmatched: tuple[str, ...] = ()

    @property
    def running(self) -> str:
        """The blocks as plain text, parted by blank lines."""
        return "\n\n".join(block.text for block in self.blocks)
