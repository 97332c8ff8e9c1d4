"""Whole pages of our own text in the markups that are met, against what a reader would call the story."""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from articles.extraction import extract
from articles.text import ArticleText, Block

CORPUS = Path(__file__).parent.parent / "corpus"
PAGES = sorted(page.stem for page in CORPUS.glob("*.html"))


def page(name: str) -> tuple[bytes, str, ArticleText]:
    """The page's bytes, its address and its expected text."""
    expected = json.loads((CORPUS / f"{name}.json").read_text(encoding="utf-8"))
    times = {
        key: expected[key] and datetime.fromisoformat(expected[key]) for key in ("published", "modified")
    }
    blocks = tuple(Block(kind, text) for kind, text in expected["blocks"])
    plain = {key: expected[key] for key in ("headline", "byline", "language", "canonical_url")}
    plain |= {key: expected[key] for key in ("free", "correction", "continues") if key in expected}
    return (
        (CORPUS / f"{name}.html").read_bytes(),
        expected["url"],
        ArticleText(blocks=blocks, **plain, **times),
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_page_gives_its_story_and_nothing_else(name):
    html, url, expected = page(name)
    assert extract(html, url) == expected


def test_the_same_bytes_give_the_same_text_whatever_was_extracted_before():
    for name in (*PAGES, *reversed(PAGES), *PAGES):
        html, url, expected = page(name)
        assert extract(html, url) == expected


@pytest.mark.parametrize(
    ("charset", "content_type"),
    [("shift_jis", ""), ("euc_jp", ""), ("utf-16", ""), ("utf-8-sig", "text/html; charset=shift_jis")],
)
def test_a_page_reads_alike_in_every_charset(charset, content_type):
    html, url, expected = page("japanese")
    declared = html.decode().replace('charset="utf-8"', f'charset="{charset}"')
    assert extract(declared.encode(charset), url, content_type=content_type) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Work is to begin in April", "Work is to begin in May"),
        (
            "Harbour wall to be rebuilt after winter storms</h1>",
            "Harbour wall to be torn down after storms</h1>",
        ),
        ("Marlow Marine Works", "Marlow Marine Works Ltd"),
        ("the council says.</p>", "the council fears.</p>"),
    ],
)
def test_an_edit_in_one_place_changes_that_place_alone(old, new):
    html, url, before = page("semantic")
    after = extract(html.replace(old.encode(), new.encode()), url)
    edited = new.partition("</")[0]
    assert [edited in part for part in (after.headline, *(block.text for block in after.blocks))].count(
        True
    ) == 1
    changed = sum(a != b for a, b in zip(before.blocks, after.blocks, strict=True))
    assert changed + (before.headline != after.headline) == 1
    assert replace(after, headline=before.headline, blocks=before.blocks) == before


@pytest.mark.parametrize(
    "noise",
    [
        '<div class="b7"><h3>More on this</h3><ul><li><a href="/1">Another story read a lot</a></ul></div>',
        "<p><b>READ MORE: </b><a href='/2'>Another story of the day that is read a lot</a></p>",
        "<aside><p>Another story of the day, told in a sentence or two to make readers curious.</p></aside>",
        "<div class='ad'><span>Advertisement</span></div>",
        "<p>\u200b\u00ad</p>",
        "<script>document.write('<p>Not text at all, but a script that looks like it might be</p>')</script>",
    ],
)
def test_what_is_no_part_of_the_story_leaves_no_trace(noise):
    html, url, expected = page("semantic")
    place = b"<h2>What it will cost</h2>"
    assert extract(html.replace(place, noise.encode() + place), url) == expected
