"""HTML -> ArticleText: the story on a page, all of it, and nothing else."""

from articles.extraction.errors import (
    BadRules,
    EmptyText,
    ExtractionError,
    NotAnArticle,
    TooDeep,
    TooLong,
)
from articles.extraction.extracting import EXTRACTOR_VERSION, extract
from articles.extraction.rules import SiteRules

__all__ = [
    "EXTRACTOR_VERSION",
    "BadRules",
    "EmptyText",
    "ExtractionError",
    "NotAnArticle",
    "SiteRules",
    "TooDeep",
    "TooLong",
    "extract",
]
