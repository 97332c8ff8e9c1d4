"""Lists of subscriptions: of other programs, hostile ones, and Stet's own, which come back as they went."""

import pytest

from articles.discovery import MAX_FEEDS, ListedFeed, ListedSource, NotOpml, parse_opml, write_opml
from articles.discovery.opml import LONGEST_OPML


def opml(body: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<opml version="2.0"><head/><body>{body}</body></opml>'.encode()


def test_a_list_of_another_program() -> None:
    found = parse_opml(
        opml(
            '<outline text="News"><outline text="Post" title="The Post" type="rss" '
            'xmlUrl=" https://post.example/feed?a=1&amp;b=2 " htmlUrl="https://post.example/"/></outline>'
            '<outline TEXT="Mail" XMLURL="https://mail.example/rss"/><outline text="nothing"/>'
            '<outline text="Courier" htmlUrl="https://courier.example/">'
            '<outline text="Sport" xmlUrl="https://courier.example/sport"/></outline>'
        )
    )
    post = ListedFeed("https://post.example/feed?a=1&b=2", "The Post", "https://post.example/")
    courier = ListedSource("Courier", "https://courier.example/")
    assert found == (
        (post, None),
        (ListedFeed("https://mail.example/rss", "Mail"), None),
        (ListedFeed("https://courier.example/sport", "Sport"), courier),
    )


@pytest.mark.parametrize(
    "body",
    [
        b'<opml><body><outline text="a & b" xmlUrl="https://post.example/?a=1&b=2"/></body></opml>',
        b'\xef\xbb\xbf  <opml><body><outline text="a &amp; b" xmlUrl="https://post.example/?a=1&amp;b=2"/></body></opml>',
        '<opml><outline text="a &amp; b" xmlUrl="https://post.example/?a=1&amp;b=2"/></opml>'.encode(
            "utf-16"
        ),
        b'<!DOCTYPE opml><opml><outline text="a &amp; b" xmlUrl="https://post.example/?a=1&amp;b=2"/></opml>',
        b'<opml>\x0b<outline text="a &nbsp;&amp; b" xmlUrl="https://post.example/?a=1&b=2"/></opml>',
    ],
)
def test_lists_that_are_nearly_right(body: bytes) -> None:
    ((feed, source),) = parse_opml(body)
    assert (feed.url, source) == ("https://post.example/?a=1&b=2", None)
    assert feed.title.startswith("a &")


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html><body><outline xmlUrl='https://post.example/'/></body></html>",
        b"<opml><body><outline",
        b"<opml>" + b"<outline>" * 500 + b"</outline>" * 500 + b"</opml>",
        b" " * (LONGEST_OPML + 1),
        opml('<outline text="&b;" xmlUrl="https://post.example/"/>', '<!DOCTYPE o [<!ENTITY b "c">]>'),
        opml("&b;", '<!DOCTYPE o [<!ENTITY b SYSTEM "file:///etc/passwd">]>'),
        opml("", '<!DOCTYPE o [<!ENTITY % b SYSTEM "http://127.0.0.1:9/x"> %b;]>'),
        opml('<outline xmlUrl="&a11;"/>', f'<!DOCTYPE o [<!ENTITY a0 "lol">{LAUGHS}]>'),
        opml('<outline xmlUrl="&b;"/>', '<!DOCTYPE o [<!ENTITY b "c">]>').decode().encode("utf-16"),
    ],
)
def test_what_is_no_list_or_a_trick_is_refused(body: bytes) -> None:
    with pytest.raises(NotOpml) as refused:
        parse_opml(body)
    assert "\n" not in str(refused.value)


def test_the_number_of_feeds_is_bounded() -> None:
    many = '<outline xmlUrl="https://post.example/"/>' * (MAX_FEEDS + 5)
    assert len(parse_opml(opml(many))) == MAX_FEEDS


def test_what_is_written_is_read_as_it_was() -> None:
    first = ListedSource("A & <b>“B”</b>", "https://post.example/?a=1&b=2", "post")
    second = ListedSource("Nobody's", "", "nobody")
    feeds = [
        ListedFeed("https://post.example/f?a=1&b=2", "News\u00e9 <i>", "https://post.example/"),
        ListedFeed("https://post.example/map", "", "", "sitemap", paused=True),
    ]
    other = [ListedFeed("https://nobody.example/")]
    written = write_opml("All", [(first, feeds), (second, other)])
    assert parse_opml(written) == (*((feed, first) for feed in feeds), (other[0], second))
