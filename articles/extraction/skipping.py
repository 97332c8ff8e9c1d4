"""A page seen before: its text is extracted only where it may differ."""

from dataclasses import dataclass

from articles.extraction.extracting import extract
from articles.extraction.fingerprinting import page_fingerprint
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
    fingerprint = page_fingerprint(html, url, rules, content_type)
    text = None if fingerprint == known else extract(html, url, rules, content_type)
    return PageReading(fingerprint, text)
