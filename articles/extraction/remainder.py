"""What of a page is no part of its text: shown to the one who judges its rules."""

from dataclasses import dataclass

from articles.extraction.decoding import decode
from articles.extraction.extracting import text_of
from articles.extraction.reading import read_page
from articles.extraction.ruled import apply_rules
from articles.extraction.rules import SiteRules
from articles.text import ArticleText

MOST_LEFT_OUT = 60
LONGEST_LEFT_OUT = 240


@dataclass(frozen=True, slots=True)
class CloseReading:
    """The page's text, and what else stands on it in page order, each line once: the first MOST_LEFT_OUT lines, cut to
    LONGEST_LEFT_OUT characters, of `left_out_count`.
    """

    text: ArticleText
    left_out: tuple[str, ...]
    left_out_count: int


def extract_and_remainder(
    html: bytes, url: str, rules: SiteRules | None = None, content_type: str = ""
) -> CloseReading:
    """As `extract`, and what it leaves out by rules or by itself. Raises what `extract` raises."""
    rules, source = rules or SiteRules(), decode(html, content_type)
    ruled = apply_rules(source, rules)
    text = text_of(read_page(ruled.html, url), ruled, rules)
    kept = {text.headline, text.byline, *(block.text for block in text.blocks)}
    found = read_page(source, url, refuses=False).found
    lines = list(dict.fromkeys(block.text for block in found if block.text not in kept))
    shown = tuple(line[:LONGEST_LEFT_OUT] for line in lines[:MOST_LEFT_OUT])
    return CloseReading(text, shown, len(lines))
