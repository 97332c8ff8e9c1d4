"""Equal fingerprints mean equal texts, and what nobody reads leaves a fingerprint alone."""

import gzip
import importlib.util
import json
import random
from itertools import combinations

import pytest

from articles.extraction import (
    EmptyText,
    ExtractionError,
    PageReading,
    SiteRules,
    TooDeep,
    extract,
    extract_unless_known,
    page_fingerprint,
)
from tests.extraction.test_corpus import CORPUS, PAGES, page

STORY = "".join(
    f"<p>Sentence {n} of a story that is long enough to be one, and goes on.</p>" for n in range(1, 7)
)
HTML = f"""<html lang="en"><head><title>Vote</title><meta name="description" content="A vote is taken.">
<link rel="canonical" href="/a"></head><body><nav><a href="/">Home</a></nav><article><h1>Vote</h1>
<p class="byline">By Ann Lee</p>{STORY}</article><footer>1 visitor</footer></body></html>"""
URL = "https://good.test/a"
RULES = SiteRules(body="article > p", byline=".byline", drop=(".promo",))


def fingerprint(html: str, rules: SiteRules | None = None) -> str:
    return page_fingerprint(html.encode(), URL, rules)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<article>", "<article data-x='1' style='color: red'>"),
        ("<body>", "<body><script>var visit = 7</script><style>p {color: red}</style>"),
        ("1 visitor", "2 visitors"),
        ("Home", "Start page"),
        (f"{STORY}", STORY.replace("</p>", "</p><!-- cached -->", 1)),
        (f"{STORY}", f"{STORY}<div><span>12</span> shares</div>"),
        (
            f"{STORY}",
            f"{STORY}<div><h3>More</h3><ul><li><a href='/b'>Another story of the day</a></li></ul></div>",
        ),
        (f"{STORY}", f"{STORY}<aside><p>Another story of the day in a sentence that is long.</p></aside>"),
        (f"{STORY}", f"{STORY}<div id='comments'><p>I have been saying this for years and years.</p></div>"),
        (f"{STORY}", STORY.replace("Sentence 3", "Sen\u00adtence\u200b 3")),
    ],
)
def test_what_is_not_read_leaves_it_alone(old, new):
    changed = HTML.replace(old, new)
    assert changed != HTML
    assert fingerprint(changed) == fingerprint(HTML)
    assert extract(changed.encode(), URL) == extract(HTML.encode(), URL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Sentence 3", "Sentence 33"),
        ("Sentence 3 of a story", "Sentence 3 of the story"),
        ("<h1>Vote</h1>", "<h1>Vote!</h1>"),
        ("Ann Lee", "Bo Dahl"),
        ('lang="en"', 'lang="fr"'),
        ('href="/a"', 'href="/b"'),
        ("<p>Sentence 2", "<h2>Sentence 2"),
        (
            "</head>",
            '<meta property="article:published_time" content="2026-02-03T08:15:00Z"></head>',
        ),
        ("</head>", '<meta property="article:content_tier" content="locked"></head>'),
        ("</head>", '<link rel="next" href="/a?page=2"></head>'),
        ("</article>", "<p>Correction: the vote is on Friday.</p></article>"),
    ],
)
def test_what_is_read_changes_it(old, new):
    changed = HTML.replace(old, new)
    assert extract(changed.encode(), URL) != extract(HTML.encode(), URL)
    assert fingerprint(changed) != fingerprint(HTML)


def test_rules_are_part_of_it():
    other = SiteRules(body="article > p", byline=".byline")
    assert len({fingerprint(HTML), fingerprint(HTML, RULES), fingerprint(HTML, other)}) == 3
    assert fingerprint(HTML, SiteRules()) == fingerprint(HTML)


def test_under_rules_attributes_count_where_a_rule_asks_for_them():
    marked, unmarked = HTML.replace("<article>", "<article data-x='1'>"), HTML
    assert fingerprint(marked, RULES) == fingerprint(unmarked, RULES)
    asking = SiteRules(body="[data-x] p")
    assert fingerprint(marked, asking) != fingerprint(unmarked, asking)


def test_under_rules_what_they_may_choose_anywhere_counts():
    rules = SiteRules(headline="footer")
    assert fingerprint(HTML.replace("1 visitor", "2 visitors"), rules) != fingerprint(HTML, rules)


@pytest.mark.parametrize(
    ("html", "error"), [(b"", EmptyText), (b"<html>" + b"<div>" * 1_000 + b"text", TooDeep)]
)
def test_it_raises_what_extracting_raises(html, error):
    with pytest.raises(error):
        page_fingerprint(html, URL)


def variants(html: str) -> list[str]:
    """The page as it is, and with each of its elements' texts or the whole element gone, one at a time."""
    marks = ("<p>", "<p ", "<h1", "<h2", "<li", "<div", "<td", "<meta", "<a ", "<section")
    changed = [html.replace(mark, mark.replace("<", "<x-", 1), 1) for mark in marks]
    return [html, *changed, *(html.replace(mark, f"\u4e00{mark}", 2) for mark in marks)]


@pytest.mark.parametrize(
    "rules", [None, SiteRules(body="article p, main p, td", drop=("aside",))], ids=["", "rules"]
)
def test_equal_fingerprints_mean_equal_texts_on_the_corpus(rules):
    seen = []
    for name in PAGES:
        html, url, _ = page(name)
        seen += [read(each.encode(), url, rules) for each in variants(html.decode())]
    assert_property(seen)


@pytest.mark.shared
def test_equal_fingerprints_mean_equal_texts_on_real_pages_under_noise_and_edits(shared):
    tool = shared / "tools/score_pages.py"
    spec = importlib.util.spec_from_file_location("score_pages", tool)
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    folder = shared / "data/pages"
    pages = json.loads((folder / "manifest.json").read_text())["pages"]
    seen = []
    for each in pages[::6]:
        html = gzip.decompress((folder / each["html"]).read_bytes())
        seen.append(read(html, each["url"], None))
        want = (
            json.loads((folder / each["expected"]).read_text())["paragraphs"]
            if each["role"] == "gold"
            else []
        )
        sides = [
            score.vary(html, want, score.WORDINGS[0], kind, side, random.Random(each["id"] + kind))
            for kind in (*score.NOISES, *score.EDITS)
            for side in (0, 1)
        ]
        seen += [read(side, each["url"], None) for side in sides if side]
    assert_property(seen)
    assert len({print_ for print_, _ in seen}) < len(seen) / 2, "noise is told apart more often than not"


def read(html: bytes, url: str, rules: SiteRules | None):
    try:
        return page_fingerprint(html, url, rules), extract(html, url, rules)
    except ExtractionError as error:
        return type(error), type(error)


def assert_property(seen):
    for (one, text), (other, other_text) in combinations(seen, 2):
        assert one != other or text == other_text


def test_the_corpus_is_there():
    assert len(PAGES) == len([*CORPUS.glob("*.html")]) > 4


@pytest.mark.parametrize("rules", [None, RULES, SiteRules(drop=("footer",))], ids=["none", "body", "drop"])
def test_a_page_that_is_read_once_gives_the_same_as_one_that_is_read_twice(rules: SiteRules | None) -> None:
    html = HTML.encode()
    told, text = page_fingerprint(html, URL, rules), extract(html, URL, rules)
    assert extract_unless_known(html, URL, "", rules) == PageReading(told, text)
    assert extract_unless_known(html, URL, told, rules) == PageReading(told, None)
