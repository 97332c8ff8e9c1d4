"""What is no article, and what would be a part of one, is refused in one line."""

import pickle
import zlib

import pytest

from articles.extraction import (
    BadRules,
    EmptyText,
    ExtractionError,
    NotAnArticle,
    SiteRules,
    TooDeep,
    TooLong,
    extract,
)

URL = "https://good.test/a"
PROSE = "<p>The council voted on Tuesday to approve the budget for the new bridge after a long debate.</p>"


@pytest.mark.parametrize(
    ("html", "content_type", "error"),
    [
        (b"", "text/html", EmptyText),
        (b" \n\t", "", EmptyText),
        (b"<html></html>", "", EmptyText),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "", EmptyText),
        (b"<html><!-- nothing else --></html>", "", EmptyText),
        (b"%PDF-1.7\n<html>", "", NotAnArticle),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "text/html", NotAnArticle),
        (PROSE.encode(), "image/jpeg", NotAnArticle),
        (b'{"html": "no"}', "application/json", NotAnArticle),
        (zlib.compress(PROSE.encode()), "text/html", NotAnArticle),
        (b"plain text, and no tag in it", "text/html", NotAnArticle),
        (b"<?xml version='1.0'?><rss><channel><title>f</title></channel></rss>", "", NotAnArticle),
        (b"<html>" + b"<div>" * 100_000 + PROSE.encode(), "", TooDeep),
        (b"<html><body>" + PROSE.encode() + b"<b>" * 300 + b"deep", "", TooDeep),
        (b"<html><p>" + b"word " * 250_000, "", TooLong),
        (b"<html>" + b"<br>" * 150_000 + PROSE.encode(), "", TooLong),
        (b"<html><p>" + b"a" * 10_000_001, "", TooLong),
    ],
)
def test_refused(html, content_type, error):
    with pytest.raises(error) as caught:
        extract(html, "https://good.test/a", content_type=content_type)
    assert isinstance(caught.value, ExtractionError)
    assert str(caught.value)
    assert str(caught.value).isprintable()


HOSTILE = "\x1b]0\x07\x9b31m\nsecond line\u202e\u2028\udc80"


@pytest.mark.parametrize(
    "refuse",
    [
        lambda: extract(b"<p>", URL, content_type=f"image/{HOSTILE}"),
        lambda: extract(b"no tag", URL, content_type=f"text/{HOSTILE}"),
        lambda: SiteRules.parse({HOSTILE: ""}),
        lambda: SiteRules.parse({"body": f"[{HOSTILE}"}),
        lambda: SiteRules.parse({"drop": [f"[{HOSTILE}"]}),
        lambda: SiteRules.parse({"boilerplate": [f"({HOSTILE}"]}),
    ],
)
def test_a_message_is_one_printable_line_whatever_it_quotes(refuse):
    with pytest.raises((ExtractionError, BadRules)) as caught:
        refuse()
    assert str(caught.value).isprintable()
    assert "x1b]0" in str(caught.value)


def test_depth_is_refused_only_where_text_would_be_lost():
    html = "<div>" * 240 + PROSE + "</div>" * 240
    assert [block.text for block in extract(html.encode(), "https://good.test/a").blocks] == [PROSE[3:-4]]


@pytest.mark.parametrize("error", [ExtractionError, NotAnArticle, EmptyText, TooDeep, TooLong, BadRules])
def test_errors_cross_processes(error):
    copy = pickle.loads(pickle.dumps(error("One line.")))  # noqa: S301 -- our own bytes
    assert (type(copy), str(copy)) == (error, "One line.")


@pytest.mark.parametrize(
    "html",
    [
        "<html><p>\x00Nul and &#0; and &#xD800; and &#xDFFF; in a text that is otherwise all right",
        "<p>A page without an html element, a head or a body, in a single unclosed paragraph",
        "<?xml version='1.0' encoding='iso-8859-1'?><html><p>A declaration that names another charset",
        "<html><body><table><table><tr><td><p>Nested tables that nobody has ever closed again",
    ],
)
def test_broken_markup_is_read_all_the_same(html):
    text = extract(html.encode(), "https://good.test/a")
    assert len(text.blocks) == 1
    text.blocks[0].text.encode("utf-8")


def test_one_bad_byte_does_not_turn_the_charset():
    html = "<meta charset=utf-8><p>Le café a été fermé par la ville après une longue enquête.</p>".encode()
    texts = [block.text for block in extract(html + b"<p>\xff</p>", "https://good.test/a").blocks]
    assert texts[0] == "Le café a été fermé par la ville après une longue enquête."


def test_a_western_page_that_calls_itself_utf_8_is_read():
    html = "<meta charset=utf-8><p>Mañana será otro día en la ciudad, según el señor alcalde.</p>".encode(
        "cp1252"
    )
    assert extract(html, "https://good.test/a").blocks[0].text.startswith("Mañana será otro día")
