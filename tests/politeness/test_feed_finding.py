"""Subscribing: the feed of a site that names none, in few requests, one after the other."""

import pytest
from django.core.management import call_command

from articles.models import Article, Feed, Host
from articles.pipeline import NotAdded, add_feed, add_source
from tests.fetching.loopback import LoopbackServer, page, redirect
from tests.politeness.feeds import (
    HOUR,
    START,
    Poll,
    at,
    conditions,
    feed_page,
    poll,
    requests_of,
    rss,
    server,
)

__all__ = ["poll", "server"]
pytestmark = pytest.mark.django_db(transaction=True)
HTML = "Content-Type: text/html; charset=utf-8"
GUESSES = ["/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json"]
NOW = at(0 * HOUR)


@pytest.fixture(autouse=True)
def home(server: LoopbackServer) -> None:
    server.answers["/"] = page(b"<html><p>News from the harbour.</p></html>", HTML)


def robots(server: LoopbackServer, *sitemaps: str) -> None:
    lines = "".join(f"Sitemap: {sitemap}\n" for sitemap in sitemaps)
    server.answers["/robots.txt"] = page(f"User-agent: *\nDisallow: /closed\n{lines}".encode())


def sitemap(*addresses: str, is_news: bool = True) -> bytes:
    news = (
        "<n:news><n:publication><n:name>Harbour Post</n:name></n:publication>"
        "<n:publication_date>2026-10-03</n:publication_date><n:title>A story</n:title></n:news>"
    )
    urls = "".join(f"<url><loc>{address}</loc>{news if is_news else ''}</url>" for address in addresses)
    return page(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'.encode()
    )


def index(*addresses: str) -> bytes:
    sitemaps = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return page(
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{sitemaps}</sitemapindex>'.encode()
    )


def test_a_feed_is_looked_for_where_most_sites_have_theirs(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/rss.xml"] = page(rss(server.url("/story")), 'ETag: "1"')
    server.answers["/rss"] = page(b"<html><p>Every address is a page here.</p></html>", HTML)
    feed = add_source(server.url(), NOW)
    assert (feed.url, feed.kind) == (server.url("/rss.xml"), Feed.Kind.FEED)
    assert server.asked() == ["/robots.txt", "/", "/feed", "/rss", "/rss.xml"]
    assert Article.objects.get().url == server.url("/story")
    Article.objects.update(next_check_at=None)
    poll(HOUR)
    assert conditions(list(requests_of(server))[-1][1])[0] == '"1"'


def test_a_page_that_names_its_feed_is_believed(server: LoopbackServer) -> None:
    link = b'<html><link rel="alternate" type="application/rss+xml" href="/news.rss"></html>'
    server.answers["/"] = page(link, HTML)
    server.answers["/feed"] = server.answers["/news.rss"] = page(rss(server.url("/story")))
    assert add_source(server.url(), NOW).url == server.url("/news.rss")
    assert server.asked() == ["/robots.txt", "/", "/news.rss"]


def test_a_news_sitemap_of_robots_txt_is_the_last_resort(
    server: LoopbackServer, capsys: pytest.CaptureFixture[str]
) -> None:
    robots(server, server.url("/pages.xml"), server.url("/news-map.xml"))
    server.answers["/news-map.xml"] = sitemap(server.url("/story"), "http://elsewhere.example/story")
    call_command("add_source", server.url())
    feed = Feed.objects.get()
    assert (feed.url, feed.kind) == (server.url("/news-map.xml"), Feed.Kind.SITEMAP)
    assert feed.source.home_url == server.url()
    assert server.asked() == ["/robots.txt", "/", *GUESSES, "/news-map.xml"]
    assert f"with the sitemap {feed.url}: 1 article due" in capsys.readouterr().out
    assert Article.objects.get().url == server.url("/story")


def test_an_index_leads_to_its_news_sitemap_one_level_down(server: LoopbackServer) -> None:
    robots(server, server.url("/index-of-all"))
    server.answers["/index-of-all"] = index(server.url("/pages-map"), server.url("/news-map"))
    server.answers["/news-map"] = sitemap(server.url("/story"))
    assert add_source(server.url(), NOW).url == server.url("/news-map")
    assert "/pages-map" not in server.asked()
    server.answers["/index-of-indexes"] = index(server.url("/index-of-all"))
    with pytest.raises(NotAdded, match="one more index"):
        add_source(server.url("/index-of-indexes"), NOW)


def test_a_sitemap_without_news_is_not_taken_for_a_feed_unless_somebody_says_so(
    server: LoopbackServer, poll: Poll
) -> None:
    robots(server, server.url("/map"))
    server.answers["/map"] = sitemap(server.url("/about"), is_news=False)
    with pytest.raises(
        NotAdded, match=r"names no feed .* names no news sitemap; give the feed's own address"
    ):
        add_source(server.url(), NOW)
    feed = add_source(server.url("/map"), NOW)
    assert feed.kind == Feed.Kind.SITEMAP
    poll(HOUR)
    assert not Article.objects.exists()


def test_a_news_sitemap_is_added_to_a_source_by_its_address(server: LoopbackServer, poll: Poll) -> None:
    server.answers["/feed"] = feed_page()
    source = add_source(server.url("/feed"), NOW).source
    server.answers["/news-map"] = sitemap(server.url("/story"))
    feed = add_feed(server.url("/news-map"), source, NOW)
    assert (feed.kind, feed.articles.count()) == (Feed.Kind.SITEMAP, 1)
    Article.objects.update(next_check_at=None)
    server.answers["/news-map"] = sitemap(server.url("/story"), server.url("/later"))
    poll(HOUR)
    assert feed.articles.count() == 2


def test_robots_txt_and_patience_hold_while_looking(server: LoopbackServer) -> None:
    server.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /feed\nDisallow: /rss.xml")
    with pytest.raises(NotAdded, match="names no feed"):
        add_source(server.url(), NOW)
    assert server.asked() == ["/robots.txt", "/", "/rss", "/atom.xml", "/index.xml"]
    server.answers["/robots.txt"] = page(b"")
    server.answers["/rss"] = page(b"", "Retry-After: 600", status="429 Too Many Requests")
    Host.objects.update(robots_expires_at=START)
    with pytest.raises(NotAdded, match="names no feed"):
        add_source(server.url(), NOW)
    assert server.asked()[5:] == ["/robots.txt", "/", "/feed", "/rss"]


@pytest.mark.parametrize("path", ["/", "/again"])
def test_what_is_polled_already_is_not_added_again(server: LoopbackServer, path: str) -> None:
    server.answers["/feed"] = page(rss(server.url("/story")))
    add_source(server.url(), NOW)
    server.answers["/again"] = redirect("/feed")
    with pytest.raises(NotAdded, match="polled already, for the source 'harbour-post'"):
        add_source(server.url(path), NOW)
    assert Feed.objects.count() == 1


def test_a_broken_feed_is_told_of_and_no_other_taken_instead(server: LoopbackServer) -> None:
    server.answers["/sport.rss"] = page(b"<rss", "Content-Type: application/rss+xml")
    server.answers["/feed"] = page(rss(server.url("/story")))
    with pytest.raises(NotAdded):
        add_source(server.url("/sport.rss"), NOW)
    assert "/feed" not in server.asked()


def test_nothing_is_kept_of_hosts_that_were_not_reached(server: LoopbackServer) -> None:
    robots(server, "http://10.0.0.1/news-map", "http:///x")
    with pytest.raises(NotAdded, match="names no feed"):
        add_source(server.url(), NOW)
    assert Host.objects.count() == 1
