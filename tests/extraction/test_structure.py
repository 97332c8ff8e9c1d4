"""Blocks are the page's own: whatever holds them, however many there are, wherever they were told before."""

import json

import pytest

from articles.extraction import EmptyText, extract
from articles.text import Block

URL = "https://good.test/a"
LINES = [
    f"Sentence {n} of a story that is long enough to be one, and goes on for a while." for n in range(1, 7)
]


def read(body: str, head: str = ""):
    return extract(f"<html><head><title>Vote</title>{head}</head><body>{body}</body></html>".encode(), URL)


def texts(body: str, head: str = "") -> list[str]:
    return [block.text for block in read(body, head).blocks]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" + "<br><br>".join(LINES) + "</div>",
        "<div>" + "".join(f"<div>{line}</div>" for line in LINES) + "</div>",
        "<div>" + "".join(f"{line}<p>" for line in LINES) + "</div>",
        "<table><tr><td>Menu</td><td>" + "<br>".join(LINES) + "</td></tr></table>",
        "<table><tr><td><table><tr><td>"
        + "".join(f"<p>{line}</p>" for line in LINES)
        + "</td></tr></table></td></tr></table>",
        "<form id='aspnet'>" + "".join(f"<p>{line}</p>" for line in LINES) + "</form>",
        "<font><center>" + "".join(f"<font>{line}</font><br>" for line in LINES) + "</center></font>",
        "<main>" + "".join(f"<section><p>{line}</p></section>" for line in LINES) + "</main>",
        "<article>"
        + "".join(f"<p><span>{line[:20]}</span><b>{line[20:]}</b></p>" for line in LINES)
        + "</article>",
        "<pre>" + "\n\n".join(f"</pre><pre>{line}" for line in LINES) + "</pre>",
    ],
    ids=["br", "div", "unclosed", "table", "tables", "form", "font", "section", "inline", "pre"],
)
def test_one_line_is_one_block_in_every_markup(body):
    assert [text for text in texts(f"<h1>Vote</h1>{body}") if text != "Menu"] == LINES


@pytest.mark.parametrize(
    ("bytes_of", "content_type"),
    [
        (lambda text: text.encode("cp1252"), "text/html; charset=utf-8"),
        (lambda text: text.encode("utf-8"), "text/html; charset=iso-8859-1"),
        (lambda text: text.encode("utf-16"), "text/html"),
        (lambda text: text.replace("\u00e9", "é").encode("utf-8"), ""),
        (lambda text: text.replace("\u00e9", "\u200b\u00e9\u2066­").encode("utf-8"), ""),
    ],
    ids=["mislabelled", "8-bit label", "utf-16", "nfd", "invisible"],
)
def test_one_text_in_every_spelling(bytes_of, content_type):
    html = "<html><body><h1>Café</h1><p>Le café de la gare a été vendu, dit le maire, à une société.</p></body></html>"
    text = extract(bytes_of(html), URL, content_type=content_type)
    assert (text.headline, text.blocks[0].text) == (
        "Café",
        "Le café de la gare a été vendu, dit le maire, à une société.",
    )


def live_blog(numbers: range) -> str:
    posts = "".join(
        f"<div class='post' id='post-{n}'><h2>{n % 24:02}:15 Update number {n}</h2>"
        f"<p>Post {n} tells what was heard from the harbour, and who had said so.</p>"
        f"<p>Its second paragraph, of post {n}, adds what that means for the morning.</p></div>"
        for n in reversed(numbers)
    )
    return f"<main><h1>Storm: live</h1><div class='posts'>{posts}</div></main>"


def test_a_live_blog_keeps_its_blocks_and_their_order():
    before, after = read(live_blog(range(1, 134))).blocks, read(live_blog(range(1, 137))).blocks
    assert len(before) == 3 * 133
    assert after[9:] == before
    assert after[0] == Block("heading", "16:15 Update number 136")
    assert len({block.place for block in after}) == 2


@pytest.mark.parametrize("posts", [1, 3, 40])
def test_what_a_live_blog_tells_does_not_hang_on_how_much_it_has(posts):
    assert len(read(live_blog(range(1, posts + 1))).blocks) == 3 * posts


def described(**values: object) -> str:
    article = json.dumps({"@type": "NewsArticle", "headline": "Vote", **values})
    return f'<script type="application/ld+json">{article}</script>'


PLAIN = "<article><h1>Vote</h1>" + "".join(f"<p>{line}</p>" for line in LINES) + "</article>"
ASIDE = "<div class='box'><div>A line of the story that stands in a box far from the rest of it.</div></div>"


def test_an_article_body_is_never_the_text():
    body = " ".join(LINES).replace("Sentence 3", "Sentence 33") + " And a last one that the page has not."
    assert texts(PLAIN, described(articleBody=body)) == LINES


def test_an_article_body_selects_blocks_of_the_page():
    line = "A line of the story that stands in a box far from the rest of it."
    page = f"<div><div>{PLAIN}</div><div><div>{ASIDE}</div></div></div>"
    assert line not in texts(page)
    assert texts(page, described(articleBody=f"{' '.join(LINES)} {line}")) == [*LINES, line]


@pytest.mark.parametrize("body", ["", "A teaser of another page.", 7, None, ["x"], {"a": "b"}])
def test_an_article_body_of_another_kind_is_passed_over(body):
    assert texts(PLAIN, described(articleBody=body)) == LINES


def carried(state: object) -> str:
    return f"<div id='root'></div><script>window.state = {json.dumps(state).replace('<', chr(92) + 'u003c')}</script>"


def test_a_story_that_only_a_script_carries_is_read():
    html = "".join(f"<p>{line}</p>" for line in LINES)
    assert texts(carried({"id": 7, "body": html, "short": "<p>a</p><p>b</p>"})) == LINES
    assert texts(carried({"state": json.dumps({"body": html})})) == LINES


def test_what_a_script_carries_is_no_story_where_the_page_tells_one():
    html = "".join(
        f"<p>Another story, of which this is sentence number {n}, is in a script.</p>" for n in range(50)
    )
    assert texts(PLAIN + carried({"body": html})) == LINES


@pytest.mark.parametrize(
    "script",
    [
        '"' * 100_000,
        '"<p>' * 50_000,
        '"\\' * 50_000,
        '"<p>' * 9 + '"\\' * 50_000,
        "<p>" * 9 + '"' * 90_000,
        '"<p><p>' + "\\u003cp" * 90_000,
    ],
)
def test_a_hostile_script_is_passed_over(script):
    with pytest.raises(EmptyText):
        read(f"<div></div><script>{script}</script>")


def test_a_quotation_keeps_its_source():
    source = "<p><a href='/x'>The Ledger</a></p>"
    quote = f"<blockquote><p>The line will not come back, and that is the end of it.</p>{source}</blockquote>"
    assert "The Ledger" in texts(PLAIN.replace("</article>", f"{quote}</article>"))
    assert "The Ledger" not in texts(PLAIN.replace("</article>", f"{source}</article>"))


def test_a_heading_in_a_menu_is_not_the_headline():
    menu = "<nav><ul><li><h1>Politics: all you need to know today</h1></li></ul></nav>"
    page = f"{menu}<h2>Vote is on Friday</h2>{PLAIN}"
    page = page.replace("<h1>Vote</h1>", "")
    assert read(page, described(headline="Vote is on Friday")).headline == "Vote is on Friday"


def test_what_labels_repeat_is_no_text():
    page = PLAIN.replace("</p>", "</p><p>Article content</p>")
    assert texts(page) == LINES


def test_captions_boxes_and_comments_are_no_part_of_the_story():
    extras = (
        "<div class='photo'><p class='imageCaption'>A bridge over the northern river, seen from the town.</p></div>",
        "<div class='c-factbox'><p>The bridge was built in 1911, and is 300 metres long and narrow.</p></div>",
        "<div id='comments'><p>I have been saying this for years, and nobody ever wanted to hear.</p></div>",
    )
    assert texts(PLAIN.replace("</article>", f"{''.join(extras)}</article>")) == LINES
