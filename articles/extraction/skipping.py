"""A page seen before: its text is extracted only where it may differ."""

from dataclasses import dataclass

from articles.extraction.decoding import decode
from articles.extraction.extracting import text_of
from articles.extraction.fingerprinting import fingerprint_of, page_to_fingerprint
from articles.extraction.reading import read_page
from articles.extraction.ruled import apply_rules
from articles.extraction.rules import SiteRules
from articles.text import ArticleText


@dataclass(frozen=True, slots=True)
class PageReading:
    """The page's fingerprint, and its text, None where the fingerprint was known and the text was not wanted."""

    fingerprint: str
    text: ArticleText | None


def extract_unless_known(
    html: bytes, url: str, known: str, rules: SiteRules | None = None, content_type: str = ""
) -> PageReading:
    """The text of a page whose fingerprint is not `known`. Raises what `extract` raises."""
    rules, source = rules or SiteRules(), decode(html, content_type)
    page = page_to_fingerprint(source, url, rules)
    fingerprint = fingerprint_of(page, rules)
    if fingerprint == known:
        return PageReading(fingerprint, None)
    ruled = apply_rules(source, rules)
    if ruled.html != source:
        page = read_page(ruled.html, url)
    return PageReading(fingerprint, text_of(page, ruled, rules))
