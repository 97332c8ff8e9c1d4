"""Feed bytes -> entries, whatever publishers put into them."""

import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from articles.discovery import MAX_ENTRIES, DiscoveryError, Entry, NotAFeed, parse_feed

URL = "https://good.test/feeds/all.xml"


def rss(items: str, channel: str = "<title>T</title><link>https://good.test/</link>") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{channel}{items}</channel></rss>'.encode()


def atom(entries: str) -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{entries}</feed>'.encode()


def json_feed(*items: object, **feed: object) -> bytes:
    version = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}
    return json.dumps({**version, **feed}).encode()


def told(entry: Entry) -> Entry:
    """The entry without its digest."""
    return replace(entry, digest="")


def only(body: bytes, content_type: str = "") -> Entry:
    (entry,) = parse_feed(body, URL, content_type).entries
    return entry


def test_an_rss_feed():
    feed = parse_feed(
        rss(
            "<item><title>One</title><link>https://good.test/1?utm_source=rss</link><guid>g1</guid>"
            "<pubDate>Tue, 03 Feb 2026 08:15:00 +0100</pubDate></item>"
        ),
        URL,
    )
    assert (feed.title, feed.home_url) == ("T", "https://good.test/")
    published = datetime(2026, 2, 3, 7, 15, tzinfo=UTC)
    (entry,) = feed.entries
    assert told(entry) == Entry("https://good.test/1?utm_source=rss", "One", published, "g1")


def test_a_json_feed():
    item = {"id": 7, "url": "/1", "title": "One\n ", "date_published": "2026-02-03T08:15:00+01:00"}
    other = {"id": "8", "external_url": "https://other.test/2"}
    feed = parse_feed(
        b"\xef\xbb\xbf" + json_feed(item, other, "no item", {"id": "9"}, home_page_url="/"), URL
    )
    assert (feed.title, feed.home_url) == ("T", "https://good.test/")
    assert tuple(map(told, feed.entries)) == (
        Entry("https://good.test/1", "One", datetime(2026, 2, 3, 7, 15, tzinfo=UTC), "7"),
        Entry("https://other.test/2", "", None, "8"),
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Fish &amp; chips", "Fish & chips"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("1 &lt; 2", "1 < 2"),
        ("<![CDATA[<b>Bold</b> <i>move</i>]]>", "Bold move"),
        ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"),
        ("<![CDATA[AT&T &#8217;s]]>", "AT&T \u2019s"),
        ("  two\n lines ", "two lines"),
        ("a\u202eb\u200b\u00adc\u007fd", "abcd"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("cafe\u0301", "caf\u00e9"),
        ("", ""),
        ("T" * 5_000, "T" * 1_000),
    ],
)
def test_rss_titles_are_plain_text(title, expected):
    assert only(rss(f"<item><title>{title}</title><link>https://good.test/1</link></item>")).title == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<title>A &lt;b&gt; &amp;amp; c</title>", "A <b> &amp; c"),
        ('<title type="html">A &lt;b&gt;b&lt;/b&gt; &amp;amp; c</title>', "A b & c"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>b</b> &amp; c</div></title>',
            "A b & c",
        ),
    ],
)
def test_atom_titles_are_what_they_say_they_are(title, expected):
    assert only(atom(f'<entry>{title}<link href="https://good.test/1"/></entry>')).title == expected


def test_control_characters_leave_a_title():
    body = rss("<item><title>N@U^L</title><link>https://good.test/1</link></item>")
    assert only(body.replace(b"@", b"\x00").replace(b"^", b"\x0b")).title in ("NUL", "NU L")


@pytest.mark.parametrize("control", ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\ud800", "\ufffe", "\uffff"])
def test_what_no_database_keeps_and_no_terminal_shows_never_leaves_a_feed(control):
    bad, good = f"a{control}b", "https://good.test/1"
    entries = [{"url": f"https://good.test/{bad}"}, {"url": good, "id": bad, "title": bad}]
    feed = parse_feed(json_feed(*entries, title=bad, home_page_url=f"https://good.test/{bad}"), URL)
    assert (feed.title, feed.home_url, told(feed.entries[0])) == ("ab", "", Entry(good, "ab", None, "ab"))


def test_an_address_that_was_wrapped_is_put_together_again():
    (entry,) = parse_feed(json_feed({"url": "http://good.test/\n 1\t2"}), URL).entries
    assert entry.url == "http://good.test/ 12"


@pytest.mark.parametrize(
    ("item", "urls"),
    [
        ("<link>/1</link>", ["https://good.test/1"]),
        ("<link>2.html</link>", ["https://good.test/feeds/2.html"]),
        ("<guid>https://good.test/g</guid>", ["https://good.test/g"]),
        ("<guid isPermaLink='true'>https://good.test/g</guid>", ["https://good.test/g"]),
        ("<guid isPermaLink='false'>https://good.test/g</guid>", []),
        ("<guid>g5</guid>", []),
        ("<guid>http://[</guid>", []),
        ("<guid>https://good.test/g</guid><link>https://good.test/1</link>", ["https://good.test/1"]),
        ("<link>javascript:alert(1)</link>", []),
        ("<link>JaVaScRiPt:alert(1)</link><guid>g</guid>", []),
        ("<link>data:text/html,x</link>", []),
        ("<link>file:///etc/passwd</link>", []),
        ("<link>http://[</link>", []),
        ("<link>https://good.test:99999/</link>", []),
        (f"<link>https://good.test/{'a' * 3_000}</link>", []),
        ("<link></link>", []),
        ("", []),
    ],
)
def test_only_entries_with_a_web_address_are_kept(item, urls):
    feed = parse_feed(rss(f"<item><title>T</title>{item}</item>"), URL)
    assert [entry.url for entry in feed.entries] == urls


def test_relative_links_follow_xml_base():
    body = atom('<entry><link href="1"/></entry>').replace(b"<feed", b'<feed xml:base="https://base.test/x/"')
    assert only(body).url == "https://base.test/x/1"


def test_a_missing_guid_is_the_address():
    assert only(rss("<item><link>https://good.test/1</link></item>")).guid == "https://good.test/1"


@pytest.mark.parametrize(
    "date",
    [
        "Yesterday",
        "0000-00-00T00:00:00Z",
        "Tue, 32 Jan 2026 25:61:00 GMT",
        "9999-12-31T23:59:59Z",
        "1969-01-01T00:00:00Z",
        "",
    ],
)
def test_a_bad_date_is_none(date):
    item = f"<item><link>https://good.test/1</link><pubDate>{date}</pubDate></item>"
    assert only(rss(item)).published is None
    assert only(json_feed({"url": "https://good.test/1", "date_published": date})).published is None


def test_an_updated_entry_without_a_date_of_its_own():
    entry = '<entry><link href="https://good.test/1"/><updated>2026-01-02T03:04:05+05:30</updated></entry>'
    assert only(atom(entry)).published == datetime(2026, 1, 1, 21, 34, 5, tzinfo=UTC)


def test_one_article_is_one_entry():
    twice = (
        "<item><title>First</title><link>https://good.test/1</link></item>"
        "<item><title>Again</title><link>https://good.test/1?utm_source=rss#top</link></item>"
        "<item><title>Second</title><link>https://good.test/2</link></item>"
    )
    assert [entry.title for entry in parse_feed(rss(twice), URL).entries] == ["First", "Second"]


def test_a_flood_is_cut():
    items = "".join(f"<item><link>https://good.test/{n}</link></item>" for n in range(MAX_ENTRIES + 20))
    feed = parse_feed(rss(items), URL)
    assert [entry.url for entry in feed.entries] == [f"https://good.test/{n}" for n in range(MAX_ENTRIES)]


@pytest.mark.parametrize("body", [rss(""), atom(""), json_feed(), json_feed(items=None)])
def test_a_feed_without_entries_is_a_feed(body):
    assert parse_feed(body, URL).entries == ()
    assert parse_feed(body, URL).title == "T"


def test_a_truncated_feed_gives_what_was_read():
    items = "".join(f"<item><title>{n}</title><link>https://good.test/{n}</link></item>" for n in range(3))
    entries = parse_feed(rss(items)[:-60], URL).entries
    assert [entry.title for entry in entries[:2]] == ["0", "1"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "The feed is empty."),
        (b" \n", "The feed is empty."),
        (b"<!doctype html><html><body><p>Accept cookies</p></body></html>", "A web page, not a feed."),
        (b"hello", "Neither a feed (RSS, Atom, JSON Feed) nor a sitemap."),
        (b"%PDF-1.7", "Neither a feed (RSS, Atom, JSON Feed) nor a sitemap."),
        (b"/etc/passwd", "Neither a feed (RSS, Atom, JSON Feed) nor a sitemap."),
        (b"file:///etc/passwd", "Neither a feed (RSS, Atom, JSON Feed) nor a sitemap."),
        (b"<rss version='2.0'><channel><title>T", "The feed is broken: no entry in it can be read."),
        (b"<?xml version='1.0' encoding='utf\x81'?><rss/>", "The feed is broken (UnicodeDecodeError)."),
        (b'{"version": "1"}', "JSON, but no JSON Feed."),
        (b'{"version": "https://jsonfeed.org/version/1", "items": [', "The JSON is broken."),
        (b'{"a":' * 100_000, "The JSON is broken."),
    ],
)
def test_what_is_no_feed_is_refused_in_one_line(body, message):
    with pytest.raises(NotAFeed) as caught:
        parse_feed(body, URL)
    assert isinstance(caught.value, DiscoveryError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == message  # noqa: S301 -- our own bytes


@pytest.mark.parametrize(
    ("charset", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "application/rss+xml; charset=iso-8859-1"),
        ("iso-8859-1", "iso-8859-1", "application/rss+xml"),
        ("cp1252", "utf-8", "application/rss+xml"),
        ("utf-16", "utf-16", ""),
    ],
)
def test_titles_survive_charsets(charset, declared, content_type):
    text = (
        f'<?xml version="1.0" encoding="{declared}"?>'
        + rss("<item><title>Z\u00fcrich w\u00e4hlt</title><link>https://good.test/1</link></item>")
        .decode()
        .partition("?>")[2]
    )
    assert only(text.encode(charset), content_type).title == "Z\u00fcrich w\u00e4hlt"
