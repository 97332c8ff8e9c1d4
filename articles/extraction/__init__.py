"""HTML -> ArticleText: the story on a page, all of it, and nothing else."""

from articles.extraction.errors import (
    BadRules,
    Challenge,
    EmptyText,
    ErrorPage,
    ExtractionError,
    NotAnArticle,
    TooDeep,
    TooLong,
    Wall,
)
from articles.extraction.extracting import EXTRACTOR_VERSION, extract
from articles.extraction.fingerprinting import page_fingerprint
from articles.extraction.remainder import CloseReading, extract_and_remainder
from articles.extraction.retaining import leave_out_boilerplate
from articles.extraction.rules import SiteRules
from articles.extraction.skipping import PageReading, extract_unless_known
from articles.extraction.starters import starter_rules

__all__ = [
    "EXTRACTOR_VERSION",
    "BadRules",
    "Challenge",
    "CloseReading",
    "EmptyText",
    "ErrorPage",
    "ExtractionError",
    "NotAnArticle",
    "PageReading",
    "SiteRules",
    "TooDeep",
    "TooLong",
    "Wall",
    "extract",
    "extract_and_remainder",
    "extract_unless_known",
    "leave_out_boilerplate",
    "page_fingerprint",
    "starter_rules",
]
