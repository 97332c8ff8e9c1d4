"""Adding sources and articles: what is found is kept, what fails leaves nothing."""

import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from articles.extraction import SiteRules
from articles.models import Article, Feed, Host, Source, Version
from articles.pipeline import NotAdded, add_article, add_feed, add_source
from tests.newsroom import Newsroom, Page
from tests.pipeline.conftest import AT_START, START, Poll

pytestmark = pytest.mark.django_db(transaction=True)
SITE = b'<html><head><link rel=alternate type="application/rss+xml" href="/feed" title=News></head><p>Hi</p></html>'


@pytest.fixture
def site(newsroom: Newsroom) -> Newsroom:
    newsroom.pages["/"] = Page(SITE)
    newsroom.publish("/news/1", "One", "The first story of the day has one paragraph.")
    newsroom.feed("/feed", "/news/1", title="The Harbour Post")
    return newsroom


@pytest.mark.parametrize("path", ["/feed", "/"])
def test_a_source_is_added_by_its_feed_or_its_site(site: Newsroom, path: str) -> None:
    feed = add_source(site.url + path, AT_START)
    assert feed.url == f"{site.url}/feed"
    assert (feed.source.name, feed.source.slug) == ("The Harbour Post", "the-harbour-post")
    assert feed.source.home_url == f"{site.url}/"
    assert Article.objects.get().next_check_at == START
    assert len(site.asked("/feed")) == 1


def test_a_second_feed_and_names_of_ones_own(site: Newsroom) -> None:
    source = add_source(f"{site.url}/feed", AT_START, name="Harbour", slug="hp").source
    assert (source.name, source.slug) == ("Harbour", "hp")
    other = add_feed(site.feed("/sport", "/news/1"), source, AT_START)
    assert [feed.pk for feed in source.feeds.order_by("pk")] == [other.pk - 1, other.pk]
    for slug, message in [
        ("hp", "slug 'hp'"),
        ("bbc.co.uk", "letters, digits"),
        ("x" * 81, "longer than 80"),
    ]:
        with pytest.raises(NotAdded, match=message):
            add_source(site.feed("/third"), AT_START, slug=slug)
    assert add_source(site.feed("/third", title="HP"), AT_START).source.slug == "hp-2"


@pytest.mark.parametrize(
    ("path", "page", "message"),
    [
        ("/feed", Page(b"<html><p>No feed here</p></html>"), "names no feed"),
        ("/feed", Page(b"", 403), "403 Forbidden"),
        ("/feed", Page(b"", 404), "404 Not Found"),
        ("/feed", Page(b"", 503), "503 Service Unavailable"),
        ("/feed", Page(b"", 200), "was not added"),
        ("/feed", Page(b"", 302, {"Location": "http://10.0.0.1/"}), "10.0.0.1"),
        ("/robots.txt", Page(b"User-agent: *\nDisallow: /"), "robots.txt"),
        ("/robots.txt", Page(b"", 500), "answered 500 Internal Server Error: nothing may be fetched for now"),
    ],
)
def test_what_went_wrong_is_one_line_and_nothing_is_stored(
    site: Newsroom, path: str, page: Page, message: str
) -> None:
    site.pages[path] = page
    with pytest.raises(CommandError) as caught:
        call_command("add_source", site.url + ("/feed" if path == "/robots.txt" else path))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not Source.objects.exists()
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://10.0.0.1/feed", "10.0.0.1"),
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254"),
        ("file:///etc/passwd", "http"),
        ("http://user:pass@127.0.0.1/", "user"),
        ("not an address", "not an address"),
        ("http://[::1]/", "::1"),
    ],
)
def test_a_refused_address_is_one_line(url: str, message: str) -> None:
    for add in (add_source, add_article):
        with pytest.raises(NotAdded) as caught:
            add(url, AT_START)
        assert message in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not Source.objects.exists()
    assert not Article.objects.exists()
    assert not Host.objects.exists()


def test_a_host_that_asks_for_patience_is_not_asked_again(site: Newsroom) -> None:
    site.pages["/feed"] = Page(b"", 429, {"Retry-After": "600"})
    for message in ("429 Too Many Requests", "is left alone until 2026-11-24 06:10 UTC"):
        with pytest.raises(NotAdded, match=message):
            add_source(f"{site.url}/feed", AT_START)
    assert len(site.asked("/feed")) == 1


def test_a_feed_is_not_added_twice(site: Newsroom) -> None:
    add_source(f"{site.url}/feed", AT_START)
    for path in ("/feed", "/"):
        with pytest.raises(NotAdded, match="polled already, for the source 'the-harbour-post'"):
            add_source(site.url + path, AT_START)


def test_an_article_is_added_under_the_source_of_its_site(
    site: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    source = add_source(f"{site.url}/feed", AT_START).source
    site.publish("/letters/9", "A letter", "Sir, the harbour is not for sale, and never was.")
    call_command("add_article", f"{site.url}/letters/9?utm_medium=social")
    article = Article.objects.get(url=f"{site.url}/letters/9")
    assert (article.source, article.feed, article.versions_count) == (source, None, 1)
    assert f"as article {article.pk}" in capsys.readouterr().out
    with pytest.raises(NotAdded, match="tracked already"):
        add_article(f"{site.url}/letters/9", AT_START)


def test_three_of_one_name_that_are_added_at_once_get_three_slugs(transactional_db: None) -> None:
    at_once, slugs = threading.Barrier(3), list[str]()

    def add() -> None:
        with transaction.atomic():
            if connection.vendor == "postgresql":  # on SQLite there is one writer at a time
                at_once.wait(10)
            slugs.append(Source.objects.start("The Post", "", "https://post.example/").slug)
            time.sleep(0.2)  # the others ask for a slug before this one is there to be seen
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slugs) == ["the-post", "the-post-2", "the-post-3"]
    with pytest.raises(IntegrityError):
        Source.objects.start("Another", "the-post", "https://post.example/")


def test_a_known_outlet_starts_with_rules(db: None) -> None:
    known = Source.objects.start("The Guardian", "guardian", "https://www.theguardian.com/international")
    unknown = Source.objects.start("Post", "post", "https://post.example/")
    assert SiteRules.parse(known.rules).body
    assert unknown.rules == {}


def test_an_article_of_an_unknown_site_makes_its_source(site: Newsroom, poll: Poll) -> None:
    article = add_article(f"{site.url}/news/1", AT_START)
    assert article.source.name == site.url.removeprefix("http://")
    assert Source.objects.get().articles_count == 1
    assert [report.outcome for report in poll(30)] == ["unchanged"]


def test_another_address_of_a_tracked_article_is_not_added(site: Newsroom) -> None:
    add_article(f"{site.url}/news/1", AT_START)
    site.pages["/go/1"] = Page(b"", 302, {"Location": "/news/1"})
    with pytest.raises(NotAdded, match="tracked already"):
        add_article(f"{site.url}/go/1", AT_START)


def test_an_article_that_cannot_be_read_is_not_added(site: Newsroom) -> None:
    site.pages["/news/2"] = Page(b"<html></html>")
    with pytest.raises(NotAdded):
        add_article(f"{site.url}/news/2", AT_START)
    assert not Source.objects.exists()
    assert not Version.objects.exists()
