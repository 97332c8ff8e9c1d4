"""The rules that ship for well-known outlets, on pages of our own text in those outlets' markup."""

import gzip
import json
import re
from dataclasses import replace
from datetime import datetime
from importlib import resources
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from articles.extraction import SiteRules, extract
from articles.extraction.starters import starter_rules
from articles.text import Block

OUTLETS = Path(__file__).parent.parent / "corpus" / "outlets"
SITES = sorted(page.stem for page in OUTLETS.glob("*.html"))
SHIPPED = json.loads(
    resources.files("articles.extraction").joinpath("starter_rules.json").read_text(encoding="utf-8")
)
REAL = {
    "BBC": "bbc.com",
    "CBCNews": "cbc.ca",
    "DW": "dw.com",
    "FoxNews": "foxnews.com",
    "MainichiShimbun": "mainichi.jp",
    "WashingtonPost": "washingtonpost.com",
}
WITH_BODY = [site for site in SITES if "body" in starter_rules(site)]


def rules_of(site: str) -> SiteRules:
    return SiteRules.parse(starter_rules(site))


def page(site: str) -> tuple[bytes, dict]:
    """The page's bytes and what it should give; `url` in that is its address."""
    expected = json.loads((OUTLETS / f"{site}.json").read_text(encoding="utf-8"))
    expected |= {
        key: expected[key] and datetime.fromisoformat(expected[key]) for key in ("published", "modified")
    }
    expected["blocks"] = tuple(Block(kind, text) for kind, text in expected["blocks"])
    return (OUTLETS / f"{site}.html").read_bytes(), expected


def alternatives(selector: str) -> list[str]:
    """The selectors of a selector list; none of the shipped ones has a comma within brackets."""
    return [alternative.strip() for alternative in selector.split(",")] if selector else []


def paragraphs(blocks) -> set[str]:
    return {block.text for block in blocks if block.kind == "paragraph"}


def letters(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize("site", SITES)
def test_a_page_of_an_outlet_gives_its_story_and_nothing_else(site):
    html, expected = page(site)
    text = extract(html, expected.pop("url"), rules_of(site))
    assert {key: getattr(text, key) for key in expected} == expected


def test_the_generic_way_alone_misses_something_on_most_of_them():
    def is_enough(site: str) -> bool:
        html, expected = page(site)
        text = extract(html, expected["url"])
        return all(getattr(text, key) == expected[key] for key in ("headline", "byline", "blocks"))

    assert sum(not is_enough(site) for site in SITES) >= 12


def test_every_outlet_has_a_page_and_every_other_name_an_outlet():
    outlets = {site for site, rules in SHIPPED.items() if isinstance(rules, dict)}
    assert len(outlets) >= 14
    assert outlets <= set(SITES)
    assert {rules for rules in SHIPPED.values() if isinstance(rules, str)} <= outlets
    assert set(SITES) <= set(SHIPPED)


@pytest.mark.parametrize("site", SHIPPED)
def test_every_set_of_rules_can_be_used(site):
    assert rules_of(site) != SiteRules()


@pytest.mark.parametrize("site", SITES)
def test_every_selector_finds_something(site):
    html, _ = page(site)
    soup, rules = BeautifulSoup(html, "lxml"), rules_of(site)
    for selector in rules.drop:
        assert soup.select(selector), selector
    for selector in rules.drop:
        for unwanted in soup.select(selector):
            unwanted.extract()
    for selectors in (rules.headline, rules.byline, rules.body):
        for selector in alternatives(selectors):
            assert any(match.get_text(strip=True) for match in soup.select(selector)), selector


@pytest.mark.parametrize("site", WITH_BODY)
@pytest.mark.parametrize("name", ["drop", "boilerplate"])
def test_everything_that_is_left_out_would_be_read_otherwise(site, name):
    html, expected = page(site)
    rules = rules_of(site)
    for entry in getattr(rules, name):
        rest = tuple(other for other in getattr(rules, name) if other != entry)
        text = extract(html, expected["url"], replace(rules, **{name: rest}))
        assert (text.byline, text.blocks) != (expected["byline"], expected["blocks"]), entry


@pytest.mark.parametrize("site", SITES)
def test_rules_that_were_made_for_other_pages_yield_to_the_generic_way(site):
    html, expected = page(site)
    generic = extract(html, expected["url"])
    story = paragraphs(generic.blocks) & paragraphs(expected["blocks"])
    assert len(story) >= 3
    for other in SITES[SITES.index(site) - 1], SITES[SITES.index(site) - 6]:
        if starter_rules(other) != starter_rules(site):
            text = extract(html, expected["url"], rules_of(other))
            assert story <= paragraphs(text.blocks), other
            assert text.headline in (generic.headline, expected["headline"])


@pytest.mark.parametrize("site", WITH_BODY)
def test_a_body_whose_main_hook_is_gone_takes_what_stands_beside_it_along(site):
    """Else the standfirst and the captions, still found, would pass for the whole story."""
    html, expected = page(site)
    soup, rules = BeautifulSoup(html, "lxml"), rules_of(site)
    main = alternatives(rules.body)[-1]
    hooks = re.findall(r"\[([\w-]+)|([.#])[\w-]+", main.rpartition(" ")[2])
    for match in soup.select(main):
        for attribute, sign in hooks:
            del match[attribute or {".": "class", "#": "id"}[sign]]
    text = extract(str(soup).encode(), expected["url"], rules)
    generic = extract(str(soup).encode(), expected["url"], replace(rules, body=""))
    assert text.blocks == generic.blocks
    assert len(paragraphs(text.blocks) & paragraphs(expected["blocks"])) >= 3


@pytest.mark.shared
@pytest.mark.parametrize("outlet", REAL)
def test_no_paragraph_of_a_real_page_is_missed(shared, outlet):
    site = REAL[outlet]
    pages = [*(shared / "data/pages").glob(f"fundus_{outlet}_*.html.gz")]
    assert pages
    for real in pages:
        gold = json.loads(real.with_name(real.name.replace(".html.gz", ".json")).read_text())
        text = extract(gzip.decompress(real.read_bytes()), f"https://www.{site}/a", rules_of(site))
        read = {letters(block.text) for block in text.blocks}
        assert [line for line in gold["paragraphs"] if letters(line) not in read] == []


@pytest.mark.parametrize(
    ("site", "of"),
    [
        ("bbc.com", "bbc.com"),
        ("www.bbc.com", "bbc.com"),
        ("BBC.com.", "bbc.com"),
        ("bbc.co.uk", "bbc.com"),
        ("feeds.news.bbc.co.uk", "bbc.com"),
        ("edition.cnn.com", "cnn.com"),
        ("www.aljazeera.net", "aljazeera.com"),
    ],
)
def test_a_host_has_the_rules_of_its_domain(site, of):
    assert starter_rules(site) == SHIPPED[of]


@pytest.mark.parametrize(
    "site",
    ["", ".", "com", "co.uk", "notbbc.com", "bbc.com.example", "bbc.org", "bbc", "127.0.0.1", "[::1]:8000"],
)
def test_another_host_has_none(site):
    assert starter_rules(site) == {}


def test_what_a_caller_does_to_its_rules_is_its_own_affair():
    first = starter_rules("npr.org")
    first["drop"].clear()
    first["body"] = "main"
    assert starter_rules("npr.org") == SHIPPED["npr.org"]
