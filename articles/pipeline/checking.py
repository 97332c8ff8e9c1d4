"""One check of one article: claim, fetch, parse, decide, record, reschedule."""

import hashlib
from http import HTTPStatus
from urllib.parse import urlsplit

from articles.models import Article
from articles.text import ArticleText
from articles.versioning import Outcome

from .deciding import NOTHING_NEW, decide_on
from .reading import read_article
from .recording import Sighting, record, refuse_article
from .report import Clock, Refusal, Report
from .rereading import catch_up, retell
from .visiting import NONE_YET, PAGES, Answer, validators_of, visit


def check_article(article: Article, clock: Clock) -> Report:
    """Check an article that was claimed (leased, its host held), and give both back.

    Raises LeaseLost, with nothing written, where another worker has taken the article meanwhile, and Postponed.
    """
    try:
        answer = _fetch(article, clock)
        text = _parse(article, answer)
        if text is not None:
            catch_up(article)
        verdict = decide_on(article, answer, text) if text is not None else NOTHING_NEW
    except Refusal as refusal:
        return refuse_article(article, refusal, clock())
    report = record(article, Sighting(answer, text, verdict))
    if verdict.signs:
        retell(article)
    return report


def _fetch(article: Article, clock: Clock) -> Answer:
    """While a differing text waits for another sight, the page itself is wanted: a 304 would not tell which text."""
    validators = NONE_YET if article.is_held else validators_of(article)
    answer = visit(article.host, article.fetch_url, clock, PAGES, validators)
    if _is_home_page(answer.response.url) and not _is_home_page(article.fetch_url):
        raise Refusal(Outcome.GONE, "the address redirects to the home page.")
    return answer


def _is_home_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _parse(article: Article, answer: Answer) -> ArticleText | None:
    """The page's text; None where the bytes are those of the last check."""
    if answer.response.status == HTTPStatus.NOT_MODIFIED:
        if article.current is None:
            raise Refusal(Outcome.FAILED, "the server answered 304 for a page that it never served.")
        return None
    if not article.is_held and hashlib.sha256(answer.response.body).hexdigest() == article.body_sha256:
        return None
    return read_article(answer, article.source.rules)
