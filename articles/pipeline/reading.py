"""Fetched bytes into values, in the killable children. Raises Refusal where they are nothing that Stet keeps."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from articles import parsing
from articles.discovery import DiscoveryError, FeedContent, FeedLink, find_feeds, parse_feed
from articles.extraction import BadRules, ExtractionError, SiteRules, extract
from articles.fetching import Response
from articles.text import ArticleText
from articles.versioning import Outcome

from .report import Refusal


def _limits() -> parsing.Limits:
    return parsing.Limits(settings.PARSE_PROCESSES, settings.PARSE_DEADLINE, settings.PARSE_MEMORY_MB)


def read_article(response: Response, rules: Mapping[str, Any], now: datetime) -> ArticleText:
    """`rules` as a source keeps them; empty for the generic way alone."""
    try:
        site = SiteRules.parse(rules) if rules else None
        text = parsing.run(_limits(), extract, response.body, response.url, site, response.content_type)
    except (BadRules, ExtractionError, parsing.ParsingFailed) as error:
        raise Refusal(Outcome.FAILED, str(error)) from error
    return replace(text, published=_believed(text.published, now), modified=_believed(text.modified, now))


def read_feed(response: Response, now: datetime) -> FeedContent:
    try:
        feed = parsing.run(_limits(), parse_feed, response.body, response.url, response.content_type)
    except (DiscoveryError, parsing.ParsingFailed) as error:
        raise Refusal(Outcome.FAILED, str(error)) from error
    entries = (replace(entry, published=_believed(entry.published, now)) for entry in feed.entries)
    return replace(feed, entries=tuple(entries))


def _believed(moment: datetime | None, now: datetime) -> datetime | None:
    """A date that lies further ahead than any time zone is a mistake or a trick."""
    return moment if moment and moment <= now + timedelta(days=1) else None


def feeds_of_page(response: Response) -> tuple[FeedLink, ...]:
    try:
        return parsing.run(_limits(), find_feeds, response.body, response.url)
    except (DiscoveryError, parsing.ParsingFailed) as error:
        raise Refusal(Outcome.FAILED, str(error)) from error
