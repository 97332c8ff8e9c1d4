"""Where an article is fetched from: at the address to which it moved for good. Its canonical URL stays."""

from datetime import timedelta

import pytest

from articles.models import Article, Host
from articles.pipeline import add_article
from tests.fetching.loopback import LoopbackServer, page, redirect
from tests.politeness.feeds import HOUR, START, Poll, asked_for, at, conditions, poll, server

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
MOVED = "301 Moved Permanently"
STORY = page(
    b"<html><body><article><h1>The tide is in</h1><p>The boats are out, and the harbour is empty.</p>"
    b"<p>They come back in the evening, says the harbour master.</p></article></body></html>",
    "Content-Type: text/html; charset=utf-8",
    'ETag: "story"',
)


@pytest.fixture
def article(server: LoopbackServer) -> Article:
    server.answers["/story"] = server.answers["/new"] = STORY
    return add_article(server.url("/story"), at(timedelta(0)))


def check(article: Article, poll: Poll, *hours: float) -> str:
    """Check it at these hours after the start; from where it is fetched then."""
    for hour in hours:
        Article.objects.filter(pk=article.pk).update(next_check_at=START + hour * HOUR)
        poll(hour * HOUR)
    article.refresh_from_db()
    return article.fetch_url


def test_a_move_is_kept_after_three_checks_over_a_day(
    server: LoopbackServer, poll: Poll, article: Article
) -> None:
    with LoopbackServer() as other:
        other.answers["/new"] = STORY
        server.answers["/story"] = redirect(other.url("/new"), MOVED)
        assert check(article, poll, 1, 13, 24) == server.url("/story")
        assert check(article, poll, 25) == other.url("/new")
        assert (article.url, article.host) == (server.url("/story"), Host.objects.for_url(other.url()))
        asked = len(server.asked())
        assert check(article, poll, 26) == other.url("/new")
        assert len(server.asked()) == asked
        assert [conditions(headers)[0] for headers in asked_for(other, "/new")] == ["", *['"story"'] * 4]


@pytest.mark.parametrize(
    "answer",
    [
        STORY,
        redirect("/new", "302 Found"),
        page(status="404 Not Found"),
        redirect("/nothing", MOVED),
        redirect("/", MOVED),
    ],
)
def test_anything_else_in_between_begins_anew(
    server: LoopbackServer, poll: Poll, article: Article, answer: bytes
) -> None:
    server.answers["/nothing"] = server.answers["/"] = page(b"<html></html>", "Content-Type: text/html")
    server.answers["/story"] = redirect("/new", MOVED)
    check(article, poll, 1, 13)
    server.answers["/story"] = answer
    check(article, poll, 20)
    server.answers["/story"] = redirect("/new", MOVED)
    assert check(article, poll, 26, 39, 49) == server.url("/story")
    assert check(article, poll, 51) == server.url("/new")


@pytest.mark.parametrize("status", ["302 Found", "303 See Other", "307 Temporary Redirect"])
def test_a_passing_redirect_is_never_kept(
    server: LoopbackServer, poll: Poll, article: Article, status: str
) -> None:
    server.answers["/story"] = redirect("/new", status)
    assert check(article, poll, 1, 13, 26, 39, 72) == server.url("/story")
    assert article.validators_url == server.url("/new")
    sent = [conditions(headers)[0] for headers in asked_for(server, "/new")]
    assert sent == ["", *['"story"'] * 4]
