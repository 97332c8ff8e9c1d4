import pytest

from articles.discovery import address_forms, canonical_url, page_canonical, same_site

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
    assert len(address_forms(STORY)) == len(set(address_forms(STORY))) <= 61


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
