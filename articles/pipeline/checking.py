"""One check of one article: claim, fetch, parse, decide, record, reschedule."""

import hashlib
import logging
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from articles.extraction import PageReading
from articles.models import Article, LeaseLost
from articles.text import ArticleText
from articles.versioning import Outcome

from .deciding import NOTHING_NEW, Verdict, decide_on
from .merging import merge_into_known
from .reading import read_page
from .recording import Sighting, record, refuse_article
from .report import Clock, Postponed, Refusal, Report
from .rereading import catch_up, reread_and_tell
from .visiting import NONE_YET, PAGES, Answer, validators_of, visit

logger = logging.getLogger(__name__)


def check_article(article: Article, clock: Clock) -> Report:
    """Check an article that was claimed (leased, its host held), and give both back.

    Raises LeaseLost, with nothing written, where another worker has taken the article meanwhile, and Postponed.
    """
    try:
        answer = _fetch(article, clock)
        article.host.note_served(answer.arrived_at)
        page = _read(article, answer)
        verdict = _decide(article, answer, page.text)
    except Refusal as refusal:
        return refuse_article(article, refusal, clock())
    if merged := merge_into_known(article, answer, page.text):
        return merged
    report = record(article, Sighting(answer, page.text, verdict, page.fingerprint))
    if verdict.signs:
        _tell_at_once(article, answer.arrived_at)
    return report


def _tell_at_once(article: Article, now: datetime) -> None:
    """What an article gave signs of is left out of its history too: now, or where that fails, at its next reading."""
    try:
        reread_and_tell(article, now)
    except (LeaseLost, Refusal, Postponed) as error:
        logger.warning("Article %s is told again later: %s", article.pk, error)


def _fetch(article: Article, clock: Clock) -> Answer:
    validators = NONE_YET if _is_wanted_whole(article) else validators_of(article)
    answer = visit(article.host, article.visited_address, clock, PAGES, validators)
    if _is_home_page(answer.response.url) and not _is_home_page(article.fetch_url):
        raise Refusal(Outcome.GONE, "the address redirects to the home page.")
    return answer


def _is_wanted_whole(article: Article) -> bool:
    """While a differing text waits for another sight, a 304 would not tell which text; and a history that is to be
    told again is told by the next reading, which must then come.
    """
    return article.is_held or (article.current_id is not None and not article.read_by)


def _is_home_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _read(article: Article, answer: Answer) -> PageReading:
    """The page's text; None where it is known to be that of the last check: by a 304, the bytes, or the fingerprint."""
    if answer.response.status == HTTPStatus.NOT_MODIFIED:
        if article.current_id is None:
            raise Refusal(Outcome.FAILED, "the server answered 304 for a page that it never served.")
        return PageReading(article.page_fingerprint, None)
    is_wanted = _is_wanted_whole(article)
    if not is_wanted and hashlib.sha256(answer.response.body).hexdigest() == article.body_sha256:
        return PageReading(article.page_fingerprint, None)
    known = "" if is_wanted or article.is_audited else article.page_fingerprint
    return read_page(answer, article.source.rules, known)


def _decide(article: Article, answer: Answer, text: ArticleText | None) -> Verdict:
    if text is None:
        return NOTHING_NEW
    catch_up(article, answer.arrived_at)
    return decide_on(article, answer, text)
