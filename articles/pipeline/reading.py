"""Fetched bytes into values, in the killable children. Raises Refusal where they are nothing that Stet keeps."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone

from articles import parsing
from articles.discovery import (
    DiscoveryError,
    FeedContent,
    FeedLink,
    ListedFeed,
    ListedSource,
    find_feeds,
    parse_feed,
    parse_opml,
)
from articles.extraction import (
    BadRules,
    Challenge,
    CloseReading,
    EmptyText,
    ExtractionError,
    PageReading,
    SiteRules,
    Wall,
    extract,
    extract_and_remainder,
    extract_unless_known,
    leave_out_boilerplate,
)
from articles.fetching import Response
from articles.models import Snapshot
from articles.text import ArticleText
from articles.versioning import Outcome

from .counting import count_parse_kill
from .report import Postponed, Refusal
from .visiting import Answer

T = TypeVar("T")

logger = logging.getLogger(__name__)


class NotRead(Refusal):
    """Through no fault of the page: its source's rules cannot be used, or the child that parsed it came to an end."""


class NoText(Refusal):
    """A page on which no text is: those that are drawn by JavaScript alone look like this."""


def read_article(answer: Answer, rules: Mapping[str, Any]) -> ArticleText:
    """`rules` as a source keeps them; empty for the generic way alone."""
    text: ArticleText = _parsed(extract, answer, _site_rules(rules), answer.response.content_type)
    return _with_believed_dates(text, answer)


def read_closely(answer: Answer, rules: Mapping[str, Any]) -> CloseReading:
    """As `read_article`, and what of the page is no part of its text."""
    return _parsed(extract_and_remainder, answer, _site_rules(rules), answer.response.content_type)


def read_page(answer: Answer, rules: Mapping[str, Any], known: str) -> PageReading:
    """The page's fingerprint, and its text unless that is `known`."""
    site = _site_rules(rules)
    page = _parsed(extract_unless_known, answer, known, site, answer.response.content_type)
    return page if page.text is None else replace(page, text=_with_believed_dates(page.text, answer))


def _with_believed_dates(text: ArticleText, answer: Answer) -> ArticleText:
    published, modified = (_believed(date, answer) for date in (text.published, text.modified))
    return replace(text, published=published, modified=modified)


def read_snapshot(snapshot: Snapshot, rules: Mapping[str, Any]) -> ArticleText:
    """The text of a page that was kept. Raises Refusal, NotRead among them, and Postponed."""
    capture = snapshot.capture
    response = Response(capture.url, capture.status, {"Content-Type": snapshot.content_type}, snapshot.body)
    return read_article(Answer(response, capture.fetched_at, capture.fetched_at), rules)


def read_stored(text: ArticleText, rules: Mapping[str, Any]) -> ArticleText:
    """The text whose page was not kept, without its boilerplate: more cannot be read from it. Raises as above."""
    site = _site_rules(rules)
    return _run("a stored text", leave_out_boilerplate, text, site) if site else text


def read_feed(answer: Answer) -> FeedContent:
    feed = _parsed(parse_feed, answer, answer.response.content_type)
    entries = (replace(entry, published=_believed(entry.published, answer)) for entry in feed.entries)
    return replace(feed, entries=tuple(entries))


def feeds_of_page(answer: Answer) -> tuple[FeedLink, ...]:
    return _parsed(find_feeds, answer)


def read_opml(body: bytes) -> tuple[tuple[ListedFeed, ListedSource | None], ...]:
    return _run("a list of feeds", parse_opml, body)


def _site_rules(rules: Mapping[str, Any]) -> SiteRules | None:
    try:
        return SiteRules.parse(rules) if rules else None
    except BadRules as error:
        raise NotRead(Outcome.FAILED, str(error)) from error


def _parsed(parse: Callable[..., T], answer: Answer, *further: Any) -> T:
    return _run(answer.response.url, parse, answer.response.body, answer.response.url, *further)


def _run(what: str, parse: Callable[..., T], *arguments: Any) -> T:
    limits = parsing.Limits(settings.PARSE_PROCESSES, settings.PARSE_DEADLINE, settings.PARSE_MEMORY_MB)
    try:
        return parsing.run(limits, parse, *arguments)
    except CancelledError as error:  # the process is stopping, or no child was free
        raise Postponed(timezone.now()) from error
    except (Wall, Challenge) as error:
        raise Refusal(Outcome.WALLED, str(error)) from error
    except EmptyText as error:
        raise NoText(Outcome.FAILED, str(error)) from error
    except parsing.ParsingFailed as error:
        count_parse_kill()
        raise NotRead(Outcome.FAILED, str(error)) from error
    except (ExtractionError, DiscoveryError) as error:
        raise Refusal(Outcome.FAILED, str(error)) from error
    except Exception as error:  # hostile bytes find faults in every parser; none may stop the worker
        logger.exception("A parser failed on %a.", what)
        raise Refusal(Outcome.FAILED, "the parser failed on it; the log has its trace.") from error


def _believed(moment: datetime | None, answer: Answer) -> datetime | None:
    """A date that lies further ahead than any time zone is a mistake or a trick."""
    return moment if moment and moment <= answer.arrived_at + timedelta(days=1) else None
