"""A block's place is the same on all pages of a site."""

import lxml.html
import pytest

from articles.extraction import extract
from articles.extraction.places import LONGEST_PLACE, place_of


def place(around: str, element: str) -> str:
    root = lxml.html.fragment_fromstring(
        f"<{around}><{element}>text</{element.split()[0]}></{around.split()[0]}>"
    )
    return place_of(root[0])


@pytest.mark.parametrize(
    ("around", "element", "expected"),
    [
        ('div class="article-body"', 'p class="lead"', "div.article-body > p.lead"),
        ('div class="story post-12345"', "p", "div.story.post > p"),
        ('div class="text_text__oJhZK"', "p", "div.text-text > p"),
        ('div class="sc-bdVaJa articleBody"', "p", "div.sc.articleBody > p"),
        ('div class="css-1x2y3z"', 'p class="css-9f8e"', "div.css > p.css"),
        ('div class="entry category-politics tag-brexit author-ann-lee"', "p", "div.entry > p"),
        ('div class="a  b\na"', "p", "div.a.b > p"),
        ("div", "p", "div > p"),
    ],
)
def test_place(around, element, expected):
    assert place(around, element) == expected


def test_a_place_is_never_long():
    classes = " ".join(f"word{'a' * n}" for n in range(90))
    assert len(place(f'div class="{classes}"', "p")) == LONGEST_PLACE


def page(number: int, release: str, story: str) -> bytes:
    return f"""<html><body><article class="post-{number} tag-t{number} story"><h1>Headline number {number}</h1>
    <div class="text_body__{release}"><p class="p{number}">{story} begins with a sentence of some length.</p>
    <h2>What {story} means</h2><p class="p{number}">{story} ends with another sentence of some length.</p>
    <ul class="list"><li>{story} has this point, and it is one of a list.</li></ul>
    </div></article></body></html>""".encode()


def test_like_blocks_of_two_articles_stand_in_one_place():
    first, second = (
        extract(page(*each), "https://good.test/a") for each in ((1, "oJhZK", "Rain"), (28, "aIzxM", "Snow"))
    )
    assert [block.place for block in first.blocks] == [block.place for block in second.blocks]
    assert {block.place for block in first.blocks} == {
        "div.text-body > p",
        "div.text-body > h2",
        "ul.list > li",
    }
