"""The feeds that a page names."""

import pytest

from articles.discovery import FeedLink, find_feeds, guessed_feeds

URL = "https://good.test/news/"


def link(href: str, kind: str = "application/rss+xml", title: str = "", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" title="{title}" href="{href}">'


def test_feeds_in_page_order_and_those_of_comments_last():
    page = (
        link("/comments/feed", title="Comments Feed")
        + link("/feed.xml", title="News &amp; views")
        + link("feed.atom", "application/atom+xml; charset=utf-8")
        + link("/feed.json", "Application/Feed+JSON", rel="ALTERNATE nofollow")
        + link("/feed.xml", title="The same again")
    )
    assert [found.url for found in find_feeds(page.encode(), URL)] == [
        "https://good.test/feed.xml",
        "https://good.test/news/feed.atom",
        "https://good.test/feed.json",
        "https://good.test/comments/feed",
    ]
    assert find_feeds(page.encode(), URL)[0] == FeedLink("https://good.test/feed.xml", "News & views")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "  ",
        "<html></html>",
        "\x00",
        "<!-- -->",
        link("javascript:alert(1)"),
        link("ftp://good.test/feed"),
        link(""),
        link("http://["),
        link("/style.css", "text/css"),
        link("/wp-json/", "application/json"),
        link("/de/", "text/html"),
        link("/feed", rel="stylesheet"),
        "<a href='/feed'>Feed</a>",
    ],
)
def test_a_page_without_feeds(page):
    assert find_feeds(page.encode(), URL) == ()


def test_a_base_element_counts():
    page = '<base href="https://cdn.test/x/">' + link("feed")
    assert find_feeds(page.encode(), URL) == (FeedLink("https://cdn.test/x/feed", ""),)


def test_what_the_head_names_comes_before_what_a_link_in_the_page_leads_to():
    page = "<a href='/two' type='application/rss+xml'>Feed</a>" + link("/one", rel="feed")
    assert [found.url for found in find_feeds(page.encode(), URL)] == [
        "https://good.test/one",
        "https://good.test/two",
    ]


def test_guesses_are_few_and_on_the_site():
    guesses = guessed_feeds("https://good.test/news/?page=2")
    assert 0 < len(guesses) <= 7
    assert all(guess.url.startswith("https://good.test/") for guess in guesses)
    assert guessed_feeds("javascript:alert(1)") == ()
