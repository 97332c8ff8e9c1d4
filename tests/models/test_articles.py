"""One article per story, whatever its address looks like."""

from datetime import UTC, datetime
from typing import Any

import pytest

from articles.discovery import BadUrl
from articles.models import Article, Source

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Source:
    return Source.objects.create(name="Harbour Post", slug="post", home_url="https://www.post.example/")


def test_a_story_is_tracked_once(source: Source) -> None:
    first, made = Article.objects.track("https://post.example/a?id=3&utm_source=x#top", source, NOW)
    again, remade = Article.objects.track("HTTPS://POST.example:443/a?id=3", source, NOW)
    assert (made, remade, again) == (True, False, first)
    assert first.fetch_url == "https://post.example/a?id=3&utm_source=x#top"
    assert first.host.address == "post.example:443"
    other, _ = Article.objects.track("https://post.example/a?id=4", source, NOW)
    assert other != first
    source.refresh_from_db()
    assert source.articles_count == 2


def test_an_article_is_known_by_its_aliases_and_takes_no_other_ones(source: Source) -> None:
    one, _ = Article.objects.track("https://post.example/1", source, NOW)
    two, _ = Article.objects.track("https://post.example/2", source, NOW)
    assert one.know_as("https://post.example/2026/one")
    assert not one.know_as("https://post.example/2026/one")
    assert not two.know_as("https://post.example/2026/one")
    assert not one.know_as("https://post.example/2")
    assert Article.objects.known_as("https://post.example/2026/one?utm_medium=feed") == one
    assert Article.objects.known_by(["https://post.example/2026/one", "https://post.example/3"]) == {
        "https://post.example/2026/one": one.pk
    }


@pytest.mark.parametrize("url", ["", "ftp://post.example/", "https:///a", "javascript:alert(1)"])
def test_what_is_no_address_is_not_tracked(source: Source, url: str) -> None:
    with pytest.raises(BadUrl):
        Article.objects.track(url, source, NOW)
    assert not Article.objects.exists()


def test_http_and_https_are_one_story(source: Source) -> None:
    article, _ = Article.objects.track("http://post.example/a", source, NOW)
    assert Article.objects.known_as("https://post.example/a") == article
    assert Article.objects.track_all({"https://post.example/a": {}}, source, NOW) == 0
    article.know_as("http://post.example/b")
    assert Article.objects.known_by(["https://post.example/b"]) == {"https://post.example/b": article.pk}


@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://post.example/a", True),
        ("http://www.post.example/", True),
        ("https://www.post.example:8443/a", False),
        ("https://notpost.example/a", False),
        ("https://post.example.evil.example/a", False),
        ("https://WWW.Post.example:443/a", True),
        ("https://post.example@evil.example/a", False),
    ],
)
def test_a_site_finds_its_source(source: Source, url: str, known: bool) -> None:
    assert Source.objects.of_site(url) == (source if known else None)
    assert (Source.objects.for_site(url) == source) is known


def test_a_source_of_a_site_is_named_after_its_host_alone() -> None:
    source = Source.objects.for_site("http://reader:secret@WWW.News.example:8080/a?b#c")
    assert (source.name, source.slug) == ("news.example:8080", "news-example-8080")
    assert source.home_url == "http://www.news.example:8080/"
    assert Source.objects.for_site("https://news.example:8080/other") == source


def test_many_are_tracked_at_once_and_counted(source: Source) -> None:
    found: dict[str, dict[str, Any]] = {
        "https://post.example/b": {"headline": "B"},
        "https://post.example/a?utm_source=1": {"headline": "A"},
        "https://post.example/a": {"headline": "A again"},
    }
    assert Article.objects.track_all(found, source, NOW) == 2
    assert Article.objects.track_all(found, source, NOW) == 0
    source.refresh_from_db()
    assert source.articles_count == 2
    assert list(Article.objects.order_by("pk").values_list("headline", flat=True)) == ["A", "B"]


def test_slugs_stay_free(source: Source) -> None:
    assert Source.objects.free_slug("Post") == "post-2"
    Source.objects.create(name="Post", slug="post-2")
    assert Source.objects.free_slug("POST") == "post-3"
    assert Source.objects.free_slug("新聞") == "source"
    assert Source.objects.free_slug("news.example:8443") == "news-example-8443"
