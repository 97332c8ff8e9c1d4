import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.discovery import address_forms, canonical_url, page_canonical, same_site, site_of

STORY = "https://good.test/news/budget-2026"


@pytest.mark.parametrize(
    "other",
    [
        "http://good.test/news/budget-2026",
        "https://www.good.test/news/budget-2026",
        "https://m.good.test/news/budget-2026/",
        "https://amp.good.test/news/budget-2026",
        "https://good.test/news/budget-2026/amp/",
        "https://good.test/news/budget-2026/index.html",
        "https://good.test/news/budget-2026?utm_source=feed",
    ],
)
def test_a_story_is_found_by_any_form_whichever_came_first(other: str) -> None:
    assert canonical_url(other) in address_forms(STORY)
    assert STORY in address_forms(canonical_url(other))


@pytest.mark.parametrize(
    "other",
    [
        "https://good.test/news/budget-2025",
        "https://good.test/news/budget-2026/2",
        "https://good.test/news/budget-2026?id=2",
        "https://news.good.test/news/budget-2026",
        "https://good.test:8443/news/budget-2026",
    ],
)
def test_two_stories_stay_two(other: str) -> None:
    assert canonical_url(other) not in address_forms(STORY)


def test_the_canonical_form_comes_first_and_there_are_few() -> None:
    assert address_forms(STORY)[0] == STORY
    assert len(address_forms(STORY)) == len(set(address_forms(STORY))) <= 64


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize(
    "stored",
    [
        "www-good-test.cdn.ampproject.org/c/s/www.good.test/news/budget-2026",
        "www-good-test.cdn.ampproject.org/v/www.good.test/news/budget-2026",
        "www.google.com/amp/s/www.good.test/news/budget-2026",
        "www.google.com/amp/www.good.test/news/budget-2026",
        "www.good.test/news/budget-2026?amp=1",
        "www.good.test/news/budget-2026?outputType=amp",
    ],
)
def test_what_was_stored_of_an_amp_page_is_found_by_http_and_https(stored: str, scheme: str) -> None:
    assert f"https://{stored}" in address_forms(f"{scheme}://www.good.test/news/budget-2026")


HOSTS = [
    "good.test",
    "www.good.test",
    "amp.m.good.test",
    "m.test",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "a-b.good.test",
]
MARKS = st.lists(
    st.sampled_from(["/", "/index.html", "/amp", "/a", "/b-2", "/amp/", "/a.html"]), max_size=5
).map("".join)


@given(
    st.sampled_from(["http", "https"]),
    st.sampled_from(HOSTS),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    MARKS,
    st.sampled_from(["", "?id=2", "?amp=3&id=2", "?z=1"]),
    st.integers(0, 49),
)
@settings(max_examples=40, deadline=None)
@example("http", "good.test", ":443", "/a", "", 1)
@example("http", "www.good.test", "", "/a/amp", "?id=2", 1)
def test_a_form_of_a_form_is_a_form(
    scheme: str, host: str, port: str, path: str, query: str, number: int
) -> None:
    story = canonical_url(f"{scheme}://{host}{port}/{path.removeprefix('/')}{query}")
    forms = address_forms(story)
    own = sorted({canonical_url(form) for form in forms})
    assert set(own) <= set(forms)
    other = own[number % len(own)]
    assert sorted({canonical_url(form) for form in address_forms(other)}) == own
    if other.partition("://")[2] == story.partition("://")[2]:
        assert set(address_forms(other)) == set(forms)


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        ("https://www.good.test/news/budget-2026?utm_medium=x", "https://www.good.test/news/budget-2026"),
        ("https://good.test/2026/11/budget-vote", "https://good.test/2026/11/budget-vote"),
        ("https://good.test/", ""),
        ("https://good.test/news/", ""),
        ("https://other.test/news/budget-2026", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_what_a_page_claims_to_be_its_address(claimed: str, believed: str) -> None:
    assert page_canonical(claimed, STORY) == believed


def test_one_site() -> None:
    assert same_site("https://m.good.test/a", "http://www.good.test/b")
    assert not same_site("https://good.test/a", "https://news.good.test/a")
    assert not same_site("https://good.test/a", "mailto:a@good.test")
    assert not same_site("", "mailto:a@good.test")
    assert site_of("http://amp.www.good.test:8080/a?b") == "good.test:8080"
    assert site_of("mailto:a@good.test") == ""
