import gzip
from datetime import UTC, datetime

import pytest

from articles.discovery import MAX_ENTRIES, NotAFeed, parse_feed

URL = "https://good.test/sitemap.xml"
HEAD = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
)
NEWS = (
    "<url><loc>https://good.test/a</loc><lastmod>2026-11-24T10:00:00Z</lastmod><news:news>"
    "<news:publication_date>2026-11-24T08:00:00Z</news:publication_date><news:title>Fair &amp; dry</news:title>"
    "</news:news></url>"
)


def sitemap(*urls: str) -> bytes:
    return (HEAD + "".join(urls) + "</urlset>").encode()


def test_a_news_sitemap() -> None:
    content = parse_feed(sitemap(NEWS), URL)
    (entry,) = content.entries
    assert (content.kind, entry.url, entry.title, entry.is_news) == (
        "sitemap",
        "https://good.test/a",
        "Fair & dry",
        True,
    )
    assert entry.published == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert entry.updated == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_pages_that_are_no_news_are_hints_alone() -> None:
    (entry,) = parse_feed(sitemap("<url><loc>https://good.test/about</loc></url>"), URL).entries
    assert not entry.is_news


def test_a_digest_tells_that_the_page_was_touched() -> None:
    (before,) = parse_feed(sitemap(NEWS), URL).entries
    (after,) = parse_feed(sitemap(NEWS.replace("10:00", "10:30")), URL).entries
    (again,) = parse_feed(sitemap(NEWS.replace("</url>", "  </url>")), URL).entries
    assert before.digest == again.digest != after.digest


def test_it_may_be_compressed_but_not_without_bound() -> None:
    assert len(parse_feed(gzip.compress(sitemap(NEWS)), URL).entries) == 1
    with pytest.raises(NotAFeed):
        parse_feed(gzip.compress(b"<urlset>" + b" " * 300_000_000), URL)


def test_only_so_many_are_taken() -> None:
    urls = [f"<url><loc>https://good.test/{number}</loc></url>" for number in range(MAX_ENTRIES + 50)]
    assert len(parse_feed(sitemap(*urls), URL).entries) == MAX_ENTRIES


def test_an_index_names_sitemaps_news_first() -> None:
    index = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        "<sitemap><loc>https://good.test/pages.xml</loc></sitemap>"
        "<sitemap><loc>https://good.test/news.xml</loc></sitemap></sitemapindex>"
    )
    content = parse_feed(index.encode(), URL)
    assert (content.kind, content.entries) == ("index", ())
    assert content.sitemaps == ("https://good.test/news.xml", "https://good.test/pages.xml")


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE u [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + sitemap(
        "<url><loc>https://good.test/&b;</loc></url>"
    ).removeprefix(b'<?xml version="1.0"?>')
    found = parse_feed(bomb, URL)
    assert all("xxxx" not in entry.url for entry in found.entries)
