"""The headline a reader sees: no site name, no kicker, no logo."""

import lxml.html
import pytest

from articles.extraction.headline import chosen_headline

URL = "https://www.ledger.example/news/1"


def headline(body: str, head: str = "", described: str = "") -> str:
    root = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}</body></html>")
    return chosen_headline(root, {"headline": described} if described else {}, URL)


def og(title: str, site: str = "") -> str:
    return f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{site}">'


@pytest.mark.parametrize(
    ("expected", "body", "head", "described"),
    [
        (
            "Rates rise again",
            "<h1>Rates rise again</h1>",
            og("Rates rise again - The Ledger", "The Ledger"),
            "",
        ),
        ("Rates rise again", "", og("Rates rise again | Ledger"), ""),
        ("Rates rise again", "", "<title>Rates rise again \u2013 Ledger</title>", ""),
        ("Rates rise - and fall", "", og("Rates rise - and fall", "Ledger"), ""),
        ("Rates rise again today", "<h1>Bank: Rates rise again today</h1>", og("Rates rise again today"), ""),
        ("Rates rise", "<h1><a href='/'>The Ledger</a></h1><h1>Rates <br>rise</h1>", og("Rates rise"), ""),
        ("Rates rise for savers", "<h1>The Ledger</h1>", "", "Rates rise for savers"),
        (
            "Rates rise, savers glad",
            "<h1>Rates rise, savers glad</h1>",
            og("Savers cheer as rates rise"),
            "Rates rise",
        ),
        ("Rates & savers", "", "", "Rates &amp; savers"),
        ("Un\u00e9dited", "<h1>Un<em>\u00e9</em>dited</h1>", "", ""),
        ("Rates rise", "<h1> </h1><h1>Rates rise</h1>", "", ""),
        ("", "<p>no title at all</p>", "", ""),
    ],
)
def test_headline(expected, body, head, described):
    assert headline(body, head, described) == expected


def test_a_headline_is_never_longer_than_a_thousand_characters():
    assert len(headline(f"<h1>{'T' * 10_000}</h1>")) == 1_000


def test_an_edited_h1_is_followed_while_the_page_still_states_the_old_title():
    old = og("Minister faces questions over leaked letter to regulator")
    assert (
        headline("<h1>Minister resigns over leaked letter</h1>", old) == "Minister resigns over leaked letter"
    )
