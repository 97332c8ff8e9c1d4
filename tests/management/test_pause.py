"""Pausing and resuming by name, address or number, and what is said of it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from articles.models import Article, Feed, Source
from tests.factories import START, make_article, make_feed, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    source = make_source("The Post", slug="post", home_url="https://post.example/")
    make_feed(source, url="https://post.example/feed", title="News", next_check_at=START)
    return source


@pytest.fixture
def article(source: Source) -> Article:
    return make_article(source, "https://post.example/news/1", headline="Tide")


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    call_command("pause", *arguments)
    return capsys.readouterr().out.strip()


def states() -> tuple[tuple[bool, bool], ...]:
    """Of the feed and the article: whether it is paused, and whether it is checked."""
    rows = (Feed.objects.get(), Article.objects.get())
    return tuple((row.paused, row.next_check_at is not None) for row in rows)


def test_a_source_with_all_that_it_has(capsys: pytest.CaptureFixture[str], article: Article) -> None:
    assert say(capsys, "post") == "Of The Post (post), 1 feed and 1 article were paused."
    assert states() == ((True, False), (True, False))
    assert say(capsys, "post") == "Of The Post (post), 0 feeds and 0 articles were paused."
    assert say(capsys, "post", "--resume") == "Of The Post (post), 1 feed and 1 article were resumed."
    assert states() == ((False, True), (False, True))
    noted = LogEntry.objects.order_by("pk").values_list("change_message", flat=True)
    assert [message.split(" (by ")[0] for message in noted] == ["Paused.", "Paused.", "Resumed."]


def test_a_feed_by_its_address(capsys: pytest.CaptureFixture[str], article: Article) -> None:
    feed = Feed.objects.get()
    assert say(capsys, feed.url) == f"Feed {feed.pk}, News, was paused."
    assert states() == ((True, False), (False, True))
    assert say(capsys, feed.url) == f"Feed {feed.pk}, News, was paused already."
    assert say(capsys, feed.url, "--resume") == f"Feed {feed.pk}, News, was resumed."
    assert states() == ((False, True), (False, True))


def test_an_article_by_its_number_or_any_of_its_addresses(
    capsys: pytest.CaptureFixture[str], article: Article
) -> None:
    assert say(capsys, str(article.pk)) == f"Article {article.pk}, Tide, was paused."
    assert states() == ((False, True), (True, False))
    say(capsys, "http://www.post.example/news/1/?utm_source=x", "--resume")
    assert states() == ((False, True), (False, True))


def test_a_slug_that_is_mistyped_is_told_which_there_are(article: Article) -> None:
    with pytest.raises(CommandError, match="no source 'pots'; there are: post"):
        call_command("pause", "pots")


@pytest.mark.parametrize("name", ["nobody", "99999", "9" * 40, "https://post.example/other", "http://[", "²"])
def test_what_is_not_there_is_told(article: Article, name: str) -> None:
    with pytest.raises(CommandError):
        call_command("pause", name)
    assert states() == ((False, True), (False, True))
