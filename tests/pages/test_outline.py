"""What stands before a diff: the list of its differences, and a changed headline and byline apart from the text."""

import re

import pytest
from django.test import Client

from articles.publishing import outline
from tests.factories import make_story, make_text
from tests.pages.reading import A, B, plain, read

pytestmark = pytest.mark.django_db


def test_a_list_of_the_differences_comes_first(client: Client) -> None:
    quiet = [f"The council met in room {room} and agreed on everything there." for room in "ABCD"]
    old = make_text(
        "Sale", "It costs £12 a day.", *quiet, "Nobody came to the meeting.", byline="By Ada Quill"
    )
    new = make_text(
        "Sale off", "It costs £15 a day.", *quiet, "More will follow here.", byline="By Ben Ledger"
    )
    page = read(client, f"{make_story([old, new]).get_absolute_url()}diff/0/1/")
    listed = page[page.index('<details class="outline" open>') : page.index('<div class="tools">')]
    assert '<li><a href="#c1">Headline</a>: changed' in listed
    assert '<li><a href="#c3">Paragraph 1</a>: figure changed <bdi><del>' in listed
    entries = re.findall(r"<li>(.*?)</li>", listed)
    assert len(entries) == len(re.findall(r'id="c\d+"', page))
    assert plain(entries[2]) == "Paragraph 1: figure changed removed: 12 → added: 15"
    assert page.index('id="c1"') > page.index("</details>")
    assert "Quill" in plain(entries[1])


def test_what_the_list_says_of_moves_splits_and_long_paragraphs(client: Client) -> None:
    long = [
        f"Sentence {word} of the report says something quite unlike the others."
        for word in ("one", "two", "six")
    ]
    gone = (
        "A paragraph of which the list quotes the beginning only, since it is far too long to be read twice."
    )
    old = make_text("Report", *long, "The council met at nine. The vote was put off until the spring.", gone)
    new = make_text(
        "Report", long[2], *long[:2], "The council met at nine.", "The vote was put off until the spring."
    )
    page = read(client, f"{make_story([old, new]).get_absolute_url()}diff/0/1/")
    told = plain(page[page.index('<details class="outline"') : page.index('<div class="tools">')])
    assert "Paragraph 1: moved from paragraph 3" in told
    assert "Paragraph 4: split into 2 paragraphs" in told
    assert "Paragraph 5: removed removed: A paragraph of which the list quotes" in told
    assert gone not in told


def test_a_long_list_is_closed_and_ends(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "LONGEST", 14)
    texts = [
        make_text("Prices", *(f"Item {item} costs £{item + rise} today." for item in range(20)))
        for rise in (0, 50)
    ]
    page = read(client, f"{make_story(texts).get_absolute_url()}diff/0/1/")
    assert '<details class="outline"><summary>20 differences in brief' in page
    assert "And 6 more." in page
    assert page.count(": figure changed") == 14


def test_headline_and_byline_have_a_block_of_their_own(client: Client) -> None:
    both = [
        make_text("One", "The sea is calm.", byline="By Ada"),
        make_text("Two", "The sea is calm.", byline="By Ben"),
    ]
    page = read(client, f"{make_story(both).get_absolute_url()}diff/0/1/")
    block = page[page.index('<section class="heads"') :]
    block = block[: block.index("</section>")]
    assert "Headline and byline" in block
    assert 'id="c1"' in block
    assert 'id="c2"' in block
    assert "sea" not in block
    only = [
        make_text("One", "The sea is calm.", byline="By Ada"),
        make_text("One", "The sea is calm.", byline="By Ben"),
    ]
    page = read(client, f"{make_story(only).get_absolute_url()}diff/0/1/")
    assert '<p class="label" id="heads" lang="en">Byline</p>' in page
    assert '<section class="heads"' not in read(client, f"{make_story([A, B]).get_absolute_url()}diff/0/0/")
