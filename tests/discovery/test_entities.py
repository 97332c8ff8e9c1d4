"""What an XML feed declares is not expanded, and what it nests is not followed for ever."""

import pytest

from articles.discovery import MAX_ENTRIES, NotAFeed, parse_feed
from articles.discovery.expat import DEEPEST

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LONG = "A" * 50_000


def feed(declared: str, title: str, more: str = "", before: str = "", encoding: str = "utf-8") -> str:
    item = f"<item><title>{title}</title><link>https://good.test/1</link>{more}</item>"
    doctype = f"<!DOCTYPE rss {declared}>" if declared else ""
    head = f'<?xml version="1.0" encoding="{encoding}"?>{before}'
    return f'{head}{doctype}<rss version="2.0"><channel><title>T</title>{item}</channel></rss>'


def title_of(body: bytes) -> str:
    [entry] = parse_feed(body, "https://good.test/feed").entries
    return entry.title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("before", ["", "\n", "<!-- <rss> -->"])
@pytest.mark.parametrize(
    ("declared", "mention"),
    [
        (f'[<!ENTITY l0 "evil">{LAUGHS}]', "&l9;"),
        (f'[\n<!ENTITY l0 "evil">\n{LAUGHS}\n]', "&l9;"),
        (f'[<!ENTITY a "evil{LONG}">]', "&a;" * 20_000),
        (f'[\n<!ENTITY a "evil{LONG}">\n]', "&a;" * 20_000),
        ('[<!ENTITY b "<a/>"><!ENTITY a "evil">]', "&a;"),
        ('[<!ENTITY a SYSTEM "file:///etc/hostname">]', "&a;"),
        ("[<!ENTITY % p \"<!ENTITY a 'evil'>\">%p;]", "&a;"),
        ('SYSTEM "http://127.0.0.1:9/evil.dtd" [<!ENTITY a "evil">]', "&a;"),
    ],
)
def test_what_a_feed_declares_is_not_expanded(
    encoding: str, before: str, declared: str, mention: str
) -> None:
    title = title_of(feed(declared, f"One {mention}", before=before, encoding=encoding).encode(encoding))
    assert title.startswith("One")
    assert "evil" not in title
    assert len(title) <= 1000


@pytest.mark.parametrize("declared", ["", '[<!ENTITY eacute "&#233;">]', '[\n<!ENTITY eacute "&#233;">\n]'])
def test_what_html_calls_by_name_is_read_all_the_same(declared: str) -> None:
    assert title_of(feed(declared, "caf&eacute; &#8211; &amp;amp; bar").encode()) == "café – & bar"


@pytest.mark.parametrize("levels", [DEEPEST, 100_000])
def test_nesting_without_end_is_refused(levels: int) -> None:
    with pytest.raises(NotAFeed, match=f"more than {DEEPEST} deep"):
        parse_feed(feed("", "Deep", "<a>" * levels + "</a>" * levels).encode(), "https://good.test/feed")


def test_what_stands_side_by_side_is_not_deep() -> None:
    assert title_of(feed("", "Wide", "<a><b/></a>" * 5_000).encode()) == "Wide"


@pytest.mark.parametrize("kind", ["rss", "atom", "rdf"])
def test_more_entries_than_are_taken_are_not_read(kind: str) -> None:
    """What follows them is, as the title here."""
    entry = {
        "rss": "<item><title>A{0}</title><link>https://good.test/{0}</link></item>",
        "atom": '<entry><title>A{0}</title><link href="https://good.test/{0}"/></entry>',
        "rdf": "<item><title>A{0}</title><link>https://good.test/{0}</link></item>",
    }[kind]
    before, after = {
        "rss": ("<rss version='2.0'><channel>", "<title>T</title></channel></rss>"),
        "atom": ("<feed xmlns='http://www.w3.org/2005/Atom'>", "<title>T</title></feed>"),
        "rdf": (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
            "<channel><title>T</title></channel>",
            "</rdf:RDF>",
        ),
    }[kind]
    entries = "".join(map(entry.format, range(MAX_ENTRIES + 20)))
    feed = parse_feed(f"{before}{entries}{after}".encode(), "https://good.test/feed")
    assert [entry.title for entry in feed.entries] == [f"A{number}" for number in range(MAX_ENTRIES)]
    assert feed.title == "T"
