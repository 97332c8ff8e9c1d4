"""Sitemaps: what is news, what is a hint, and what no file may do."""

import gzip
import zlib
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from articles.discovery import MAX_ENTRIES, Entry, FeedContent, NotAFeed, parse_feed
from articles.discovery.sitemaps import MAX_LISTED, MAX_SITEMAPS
from articles.discovery.unpacking import MAX_UNPACKED

URL = "https://good.test/sitemaps/news.xml"
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
STORY = (
    "<url><loc>https://good.test/a?id=1&amp;b=2</loc><lastmod>2026-11-24T10:00:00+01:00</lastmod>"
    "<news:news><news:publication><news:name>Harbour Post</news:name><news:language>en</news:language>"
    "</news:publication><news:publication_date>2026-11-24T08:30Z</news:publication_date>"
    "<news:title>Ferry &amp; bridge</news:title></news:news></url>"
)
PAGE = "<url><loc>https://good.test/about</loc><lastmod>2026-11-25</lastmod></url>"


def urlset(
    *urls: str, before: str = "", declaration: str = '<?xml version="1.0" encoding="UTF-8"?>'
) -> bytes:
    return f"{declaration}{before}<urlset {NAMESPACES}>{''.join(urls)}</urlset>".encode()


def index(*sitemaps: str) -> bytes:
    return f"<sitemapindex {NAMESPACES}>{''.join(sitemaps)}</sitemapindex>".encode()


def named(path: str, lastmod: str = "") -> str:
    return f"<sitemap><loc>https://good.test/{path}</loc><lastmod>{lastmod}</lastmod></sitemap>"


def urls_of(content: FeedContent) -> list[str]:
    return [entry.url for entry in content.entries]


def test_a_news_sitemap():
    content = parse_feed(urlset(STORY), URL, "application/xml")
    assert (content.kind, content.title, content.home_url, content.sitemaps) == (
        "sitemap",
        "Harbour Post",
        "",
        (),
    )
    (entry,) = content.entries
    address = "https://good.test/a?id=1&b=2"
    published, updated = (
        datetime(2026, 11, 24, 8, 30, tzinfo=UTC),
        datetime(2026, 11, 24, 9, tzinfo=UTC),
    )
    assert entry == Entry(address, "Ferry & bridge", published, address, updated, entry.digest, is_news=True)


def test_a_page_without_news_is_a_hint_and_no_story():
    story, page = parse_feed(urlset(PAGE, STORY), URL).entries
    assert (story.is_news, page.is_news) == (True, False)
    assert page.updated == datetime(2026, 11, 25, tzinfo=UTC)


def test_the_digest_follows_lastmod_and_title():
    def digest(body: bytes) -> str:
        return parse_feed(body, URL).entries[0].digest

    told = urlset(STORY)
    assert (
        digest(told) == digest(told.replace(b"10:00:00+01:00", b"09:00:00Z")) == digest(urlset(STORY, PAGE))
    )
    assert digest(told) != digest(told.replace(b"10:00:00", b"10:00:01"))
    assert digest(told) != digest(told.replace(b"Ferry", b"Ferries"))
    assert digest(told) != digest(told.replace(b"08:30", b"08:31"))


def test_what_else_a_url_may_hold_is_not_its_address():
    extras = (
        "<image:image><image:loc>https://cdn.test/i.jpg</image:loc><image:title>I</image:title></image:image>"
        '<xhtml:link rel="alternate" hreflang="fr" href="https://good.test/fr"/>'
    )
    assert urls_of(parse_feed(urlset(f"<url>{extras}<loc> https://good.test/a\n</loc></url>"), URL)) == [
        "https://good.test/a"
    ]


@pytest.mark.parametrize(
    "loc",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://[",
        f"https://good.test/{'a' * 3_000}",
        "<loc>https://good.test/x</loc>",
    ],
)
def test_only_web_addresses_are_listed(loc):
    assert urls_of(parse_feed(urlset(f"<url><loc>{loc}</loc></url>", PAGE), URL)) == [
        "https://good.test/about"
    ]


def test_the_newest_are_taken_and_news_before_all():
    pages = [
        f"<url><loc>https://good.test/{n}</loc><lastmod>20{n % 90 + 10}-01-01</lastmod></url>"
        for n in range(MAX_ENTRIES + 300)
    ]
    content = parse_feed(urlset(*pages, "<url><loc>https://good.test/undated</loc></url>", STORY), URL)
    assert len(content.entries) == MAX_ENTRIES
    assert content.entries[0].is_news
    times = [entry.updated for entry in content.entries[1:]]
    assert times == sorted(times, reverse=True)
    assert "https://good.test/undated" not in urls_of(content)


def test_no_more_is_read_than_a_sitemap_may_list():
    pages = "<url><loc>https://good.test/a</loc></url>" * MAX_LISTED
    assert urls_of(parse_feed(urlset(pages, STORY), URL)) == ["https://good.test/a"]


def test_an_index_names_the_likeliest_sitemaps_first():
    body = index(
        named("old.xml", "2020-01-01"),
        named("undated.xml"),
        named("new.xml", "2026-11-24"),
        named("news-old.xml", "2021-01-01"),
        named("sitemaps/news.xml"),
        named("Google-NEWS.xml.gz", "2026-11-24T10:00:00Z"),
        "<sitemap><loc>javascript:alert(1)</loc></sitemap>",
        named("new.xml", "2026-11-24"),
    )
    content = parse_feed(body, URL)
    assert (content.kind, content.entries) == ("index", ())
    paths = [url.removeprefix("https://good.test/") for url in content.sitemaps]
    assert paths == ["Google-NEWS.xml.gz", "news-old.xml", "new.xml", "old.xml", "undated.xml"]


def test_an_index_names_a_bounded_number_of_sitemaps():
    assert len(parse_feed(index(*(named(f"{n}.xml") for n in range(200))), URL).sitemaps) == MAX_SITEMAPS


@pytest.mark.parametrize(
    "body", [urlset(), b"<urlset/>", b"\xef\xbb\xbf\n<urlset></urlset>", b"<urlset><url>"]
)
def test_a_sitemap_may_list_nothing(body):
    assert (parse_feed(body, URL).kind, parse_feed(body, URL).entries) == ("sitemap", ())


@pytest.mark.parametrize(
    "body",
    [
        urlset(STORY),
        gzip.compress(urlset(STORY)),
        b"\xef\xbb\xbf" + urlset(STORY),
        b"\n \n" + urlset(STORY),
        b"\xef\xbb\xbf\n" + urlset(STORY),
        urlset(STORY, declaration='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"),
        urlset(STORY, declaration='<?xml version="1.1" encoding="UTF-8"?>'),
        urlset(STORY, declaration='<?xml version="1.0" encoding="x-none"?>'),
        urlset(STORY, declaration=""),
        urlset(
            STORY, before='<!-- <rss> --><?xml-stylesheet href="s.xsl"?><!DOCTYPE urlset [<!ENTITY a "b">]>'
        ),
        urlset(STORY).replace(b"&amp;b", b"&b"),
        urlset(STORY).replace(b"Ferry &amp;", b"<![CDATA[Ferry &]]>"),
        urlset(STORY).replace(b"Ferry &amp;", b"Ferry &amp;amp;"),
        urlset(STORY).replace(b"Ferry &amp;", b"Ferry\x00 &amp;\x0b"),
        urlset(STORY).replace(b"Ferry &amp;", b"Ferry\x00<![CDATA[\x00 &]]>"),
        urlset(STORY).replace(b"?id", b"\x00?id"),
        urlset(STORY, "<url><loc>https://good.test/&nbsp;</url>"),
        urlset(STORY, "<url><loc>https://good.test/cut")[:-9],
        f"<urlset>{STORY}</urlset>".encode(),
        f"<s:urlset xmlns:s='http://www.google.com/schemas/sitemap/0.84'>{STORY}</s:urlset>".encode(),
    ],
)
def test_publishers_faults_change_no_address(body):
    content = parse_feed(body, URL)
    assert [(entry.url, entry.title) for entry in content.entries] == [
        ("https://good.test/a?id=1&b=2", "Ferry & bridge")
    ]


def test_bytes_that_are_not_what_they_say_spoil_a_letter_and_no_more():
    body = urlset(STORY, PAGE).replace(b"Ferry", "Caf\u00e9".encode("cp1252"))
    story, page = parse_feed(body, URL).entries
    assert (story.url, story.title) == ("https://good.test/a?id=1&b=2", "Caf\ufffd & bridge")
    assert page.url == "https://good.test/about"


LAUGHS = "<!DOCTYPE u [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)


@pytest.mark.parametrize(
    ("before", "entity"),
    [
        (LAUGHS, "&a9;"),
        ('<!DOCTYPE u [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE u SYSTEM "http://127.0.0.1:9/u.dtd" [<!ENTITY x "evil">]>', "&x;"),
    ],
)
def test_no_entity_is_expanded(before, entity):
    in_title = (
        f"<url><loc>https://good.test/t</loc><news:news><news:title>T{entity}</news:title></news:news></url>"
    )
    in_address = f"<url><loc>https://good.test/{entity}</loc></url>"
    entries = parse_feed(urlset(in_title, in_address, before=before), URL).entries
    assert [(entry.url, entry.title) for entry in entries] in ([("https://good.test/t", "")], [])


@pytest.mark.parametrize(
    "body",
    [
        b"<urlset>" + b"<a>" * 100_000,
        b"<urlset><url>" + b"<![CDATA[" * 50_000,
        b"<urlset><url><loc>&x" + b"<![CDATA[" * 50_000,
        b"<urlset>" + b"<a><b/></a>" * 100_000,
        b"<urlset><url>" + b"<a/>" * 200_000 + b"</url></urlset>",
        b"<urlset " + b"a" * 100_000,
        b"<urlset>" + b"x" * 11_000_000 + b"</urlset>",
    ],
)
def test_a_hostile_sitemap_lists_nothing(body):
    with suppress(NotAFeed):
        assert parse_feed(body, URL).entries == ()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            gzip.compress(b"<urlset>" + b" " * MAX_UNPACKED),
            f"Unpacked, the file has more than {MAX_UNPACKED} bytes.",
        ),
        (b"\x1f\x8b" + b"x" * 50, "The file is no whole gzip file."),
        (gzip.compress(b""), "The feed is empty."),
        (
            gzip.compress(gzip.compress(b"<urlset/>")),
            "Neither a feed (RSS, Atom, JSON Feed) nor a sitemap.",
        ),
        (b"<!--" * 100_000 + b"--><urlset/>", "Neither a feed (RSS, Atom, JSON Feed) nor a sitemap."),
    ],
)
def test_what_cannot_be_unpacked_or_read_is_refused(body, message):
    with pytest.raises(NotAFeed) as caught:
        parse_feed(body, URL)
    assert str(caught.value) == message


def test_a_gzip_file_that_was_cut_gives_what_is_left():
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS + 16)
    body = packer.compress(urlset(STORY)) + packer.flush(zlib.Z_SYNC_FLUSH)
    assert urls_of(parse_feed(body, URL)) == ["https://good.test/a?id=1&b=2"]


def test_a_feed_may_be_a_gzip_file():
    body = b"<rss version='2.0'><channel><item><link>https://good.test/1</link></item></channel></rss>"
    content = parse_feed(gzip.compress(body), URL)
    assert (content.kind, urls_of(content)) == ("feed", ["https://good.test/1"])
