"""What feeds file their entries under."""

import json

import pytest

from articles.discovery import parse_feed
from articles.discovery.values import LONGEST_CATEGORY, MAX_CATEGORIES

URL = "https://post.example/feed"


def rss(*categories: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title>'
        f"<item><title>A</title><link>https://post.example/1</link>{''.join(categories)}</item></channel></rss>"
    ).encode()


def atom(*categories: str) -> bytes:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><entry><title>A</title><id>1</id>'
        f'<link href="https://post.example/1"/>{"".join(categories)}</entry></feed>'
    ).encode()


def json_feed(tags: object) -> bytes:
    item = {"id": "1", "url": "https://post.example/1", "tags": tags}
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [item]}
    ).encode()


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (rss(), ()),
        (
            rss("<category>Sport</category>", '<category domain="x">World / Asia</category>'),
            ("Sport", "World / Asia"),
        ),
        (rss("<category> a \n b </category>", "<category></category>", "<category>a b</category>"), ("a b",)),
        (rss("<category><![CDATA[Arts &amp; Culture]]></category>"), ("Arts & Culture",)),
        (rss("<dc:subject>Harbour</dc:subject>"), ("Harbour",)),
        (atom('<category term="sport"/>'), ("sport",)),
        (
            atom('<category term="s1" label="Sport"/>', '<category label="no term"/>'),
            ("s1", "Sport", "no term"),
        ),
        (json_feed(["Sport", 1, None, " World "]), ("Sport", "World")),
        (json_feed("Sport"), ()),
        (json_feed(None), ()),
    ],
)
def test_categories(body: bytes, found: tuple[str, ...]) -> None:
    assert parse_feed(body, URL).entries[0].categories == found


def test_they_are_bounded_and_plain() -> None:
    for body in (
        rss(*(f"<category>{number}{'x' * 500}</category>" for number in range(3 * MAX_CATEGORIES))),
        json_feed([f"{number}{'x' * 500}" for number in range(3 * MAX_CATEGORIES)]),
    ):
        found = parse_feed(body, URL).entries[0].categories
        assert len(found) == MAX_CATEGORIES
        assert {len(category) for category in found} == {LONGEST_CATEGORY}
    assert parse_feed(json_feed(["a\x00b\u202e"]), URL).entries[0].categories == ("ab",)


def test_those_of_one_story_that_is_listed_twice_are_joined() -> None:
    twice = rss("<category>A</category>").replace(
        b"</channel>",
        b"<item><link>https://post.example/1?utm_source=x</link><category>B</category></item></channel>",
    )
    assert parse_feed(twice, URL).entries[0].categories == ("A", "B")
