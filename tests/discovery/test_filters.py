"""Which entries of a feed pass its filters, and what is said of patterns that cannot be used."""

import time

import pytest

from articles.discovery import MOST_PATTERNS, BadFilters, Entry, EntryFilters
from articles.discovery.patterns import LONGEST_PATTERN, BadPattern, compiled

STORY = Entry("https://post.example/sport/1", "Tide: LIVE", None, "1", categories=("Sport", "Harbour news"))


@pytest.mark.parametrize(
    ("include", "exclude", "keeps"),
    [
        ({}, {}, True),
        ({"url": ["/sport/"]}, {}, True),
        ({"url": ["/news/"]}, {}, False),
        ({"url": ["/news/"], "title": ["^Tide"]}, {}, True),
        ({}, {"title": ["LIVE$"]}, False),
        ({}, {"title": ["live"]}, True),
        ({}, {"title": ["(?i)live"]}, False),
        ({}, {"category": ["^Harbour"]}, False),
        ({}, {"category": ["^news"]}, True),
        ({"category": ["Sport"]}, {"url": [r"/\d$"]}, False),
        ({"title": ["Gezeiten", "Tide"]}, {"title": ["Ebb"]}, True),
    ],
)
def test_filters(include: dict[str, list[str]], exclude: dict[str, list[str]], keeps: bool) -> None:
    filters = EntryFilters.parse({"include": include, "exclude": exclude})
    assert filters.keep(STORY) is keeps
    assert (filters.why_not(STORY) == "") is keeps


def test_an_entry_without_categories_is_included_by_none() -> None:
    bare = Entry("https://post.example/1", "", None, "1")
    assert not EntryFilters.parse({"include": {"category": [".*"]}}).keep(bare)
    assert EntryFilters.parse({"exclude": {"category": [".*"]}}).keep(bare)


def test_why_an_entry_is_left_out() -> None:
    filters = EntryFilters.parse({"include": {"title": ["Ebb"]}, "exclude": {"url": ["/sport/", "/1"]}})
    assert filters.why_not(STORY) == "its address matches /sport/"
    assert (
        EntryFilters.parse({"include": {"title": ["Ebb"]}}).why_not(STORY)
        == "no pattern that includes matches it"
    )


@pytest.mark.parametrize(
    ("pattern", "position", "what"),
    [
        ("foo[a-z", 4, "never closed"),
        ("a(b(c)", 2, "never closed"),
        ("[)](x", 4, "never closed"),
        (r"\((x", 3, "never closed"),
        ("abc)", 4, "closes nothing"),
        ("ab**", 3, "one sign of repetition"),
        ("*a", 1, "nothing to repeat"),
        ("a{3,1}", 2, "repetitions"),
        ("x{1001}", 2, "repetitions"),
        ("((a{100}){100}){100}", 10, "repetitions"),
        (r"ok \q", 4, "no such escape"),
        (r"(a)\1", 4, "no such escape"),
        ("ab(?=x)", 3, "ahead or behind"),
        ("(?<!x)y", 1, "ahead or behind"),
        ("[z-a]", 2, "no such range"),
        ("é[z-a]", 3, "no such range"),
        ("abc\\", 4, "escapes nothing"),
        ("a\x00", 2, "cannot be seen"),
        ("a" * (LONGEST_PATTERN + 1), LONGEST_PATTERN + 1, "longer than"),
    ],
)
def test_a_bad_pattern_is_refused_with_its_position(pattern: str, position: int, what: str) -> None:
    with pytest.raises(BadPattern, match=what) as refused:
        compiled(pattern)
    assert refused.value.position == position
    assert "\n" not in str(refused.value)


def test_refusals_are_silent(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(BadPattern):
        compiled("[never met before")
    assert capfd.readouterr() == ("", "")


def test_bad_filters_say_which_line_of_which_list() -> None:
    with pytest.raises(BadFilters, match="exclude by title, line 2: ") as refused:
        EntryFilters.parse({"exclude": {"title": ["fine", "("]}})
    assert (refused.value.way, refused.value.part, refused.value.line) == ("exclude", "title", 2)
    with pytest.raises(BadFilters, match="more than"):
        EntryFilters.parse({"include": {"url": ["a"] * MOST_PATTERNS}, "exclude": {"url": ["b"]}})


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "(.*a){12}$", "^(([a-z])+.)+[A-Z]([a-z])+$"])
def test_time_grows_with_the_text_alone(pattern: str) -> None:
    """In Python's own engine each takes years for a title as long as a title may be."""
    entry = Entry("https://post.example/" + "a" * 1900, "a" * 999 + "!", None, "1")
    filters = EntryFilters.parse({"exclude": {"title": [pattern], "url": [pattern]}})
    began = time.process_time()
    for _ in range(20):
        filters.keep(entry)
    assert time.process_time() - began < 2
