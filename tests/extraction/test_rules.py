"""A source's rules win where they match and yield where they do not."""

from dataclasses import replace

import pytest

from articles.extraction import BadRules, EmptyText, SiteRules, extract
from articles.text import Block

URL = "https://ledger.example/a"
PAGE = b"""<html><head><meta property="og:title" content="Night trains return"></head><body>
<h1>Night trains return</h1><div class="who">Words: Ida Falk</div><div class="alt">Trains at night</div>
<div class="text"><p>Trains will run through the night again on the northern line from the first of May.</p>
<h3>Six years</h3>Sponsored<p class="ad">Save on broadband when you switch this week. Terms and conditions apply.</p>
<blockquote>At last.</blockquote><ul><li>Ten past one</li></ul><figure><figcaption>A train.</figcaption></figure>
<p>Follow us on all channels (12)</p></div><p>Nurses and bakers had asked for the trains again and again.</p>
</body></html>"""

BODY = (
    Block("paragraph", "Trains will run through the night again on the northern line from the first of May."),
    Block("heading", "Six years"),
    Block("quote", "At last."),
    Block("list_item", "Ten past one"),
    Block("caption", "A train."),
)


def test_rules_win_where_they_match():
    rules = SiteRules(
        headline=".alt",
        body=".text, .text p",
        byline=".who",
        drop=(".ad", "script"),
        boilerplate=(r"Follow us on all channels \(\d+\)", "Trains"),
    )
    text = extract(PAGE, URL, rules)
    assert (text.headline, text.byline, text.blocks) == ("Trains at night", "Words: Ida Falk", BODY)


def test_rules_that_match_nothing_change_nothing():
    rotten = SiteRules(
        headline=".gone", body="#gone > p", byline=".gone", drop=(".gone",), boilerplate=("gone",)
    )
    text = extract(PAGE, URL, rotten)
    assert text.unmatched == ("headline", "body", "byline", "drop: .gone")
    assert replace(text, unmatched=()) == extract(PAGE, URL) == extract(PAGE, URL, SiteRules())


def test_of_the_rules_those_that_find_nothing_are_named():
    rules = SiteRules(headline="h1", body=".gone", byline=".who", drop=(".ad", ".gone", "aside"))
    assert extract(PAGE, URL, rules).unmatched == ("body", "drop: .gone", "drop: aside")


def test_blocks_that_rules_choose_stand_where_the_generic_way_sees_them():
    generic = {block.text: block.place for block in extract(PAGE, URL).blocks}
    ruled = {block.text: block.place for block in extract(PAGE, URL, SiteRules(body=".text > p, h3")).blocks}
    assert ruled[BODY[0].text] == generic[BODY[0].text] == "div.text > p"
    assert ruled[BODY[1].text] == "div.text > h3"


def test_what_is_dropped_is_dropped_from_the_generic_way_too():
    texts = [block.text for block in extract(PAGE, URL, SiteRules(drop=(".ad",))).blocks]
    assert BODY[0].text in texts
    assert not any("broadband" in text for text in texts)


def test_a_container_without_named_elements_gives_its_lines():
    html = b"<html><h1>A</h1><div class=text>One line of text.<br>Another line.<div>And a third.</div></div></html>"
    blocks = extract(html, URL, SiteRules(body=".text")).blocks
    assert [block.text for block in blocks] == ["One line of text.", "Another line.", "And a third."]


def test_a_remnant_of_the_body_is_no_story():
    """The standfirst's selector still matches, the body's does not any more."""
    rules = SiteRules(body="h3, #gone")
    text = extract(PAGE, URL, rules)
    assert text.blocks == extract(PAGE, URL).blocks
    assert text.unmatched == ("body",)


def test_bare_containers_and_named_elements_go_together():
    html = (
        b"<html><h1>A</h1><div class=p>One line of text.</div><h2 class=p>A heading</h2>"
        b"<div class=p>Another.</div></html>"
    )
    blocks = extract(html, URL, SiteRules(body=".p")).blocks
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", "One line of text."),
        ("heading", "A heading"),
        ("paragraph", "Another."),
    ]


def test_a_page_whose_every_block_is_boilerplate_is_empty():
    with pytest.raises(EmptyText):
        extract(PAGE, URL, SiteRules(boilerplate=(".*",)))


def test_parse_takes_what_an_admin_writes():
    assert SiteRules.parse({}) == SiteRules()
    written = {
        "headline": " h1 ",
        "body": "article",
        "drop": ["aside", ".ad"],
        "boilerplate": ["Read more:.*"],
    }
    assert SiteRules.parse(written) == SiteRules(
        headline="h1", body="article", drop=("aside", ".ad"), boilerplate=("Read more:.*",)
    )


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ([], "object"),
        (None, "object"),
        ("body", "object"),
        ({"titel": "h1"}, "Unknown rule 'titel'"),
        ({5: "h1"}, "Unknown rule '5'"),
        ({"x\n" * 9_000: "h1"}, "Unknown rule"),
        ({"headline": 5}, "'headline' must be a text"),
        ({"headline": None}, "'headline' must be a text"),
        ({"headline": ["h1"]}, "'headline' must be a text"),
        ({"drop": ".ad"}, "'drop' must be a list"),
        ({"drop": [".ad", 5]}, "'drop' must be a text"),
        ({"drop": [""]}, "1 to 1000 characters"),
        ({"drop": [".ad"] * 201}, "more than 200"),
        ({"boilerplate": {"a": 1}}, "'boilerplate' must be a list"),
        ({"body": "div["}, "'body' is no CSS selector: 'div['"),
        ({"body": "a:nonsense\n"}, "no CSS selector"),
        ({"body": "p" * 1_001}, "1 to 1000 characters"),
        ({"drop": [">>"]}, "'drop' is no CSS selector"),
        ({"boilerplate": ["("]}, "no regular expression: '('"),
        ({"boilerplate": ["a{99999999999999999999}"]}, "no regular expression"),
        ({"boilerplate": ["(" * 900 + ")" * 900]}, "1 to 1000 characters"),
    ],
)
def test_bad_rules_are_refused_in_one_line(mapping, words):
    with pytest.raises(BadRules) as caught:
        SiteRules.parse(mapping)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
