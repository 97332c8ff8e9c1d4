"""Every kind of page as a browser shows it: it fits, it is accessible, and it looks as it should."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_no_page_scrolls_sideways(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["front"])
    for kind, url in paper.items():
        page.goto(url)
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{kind} is {wide} px wide at {width}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(paper: dict[str, str], open_page: Open, scheme: str) -> None:
    page = open_page(paper["front"], scheme=scheme)
    for kind, url in paper.items():
        page.goto(url)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{kind}:\n{found.generate_report()}"


def test_a_list_quotes_no_headline_twice(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["front"])
    quoted = page.locator(".change blockquote")
    only_headline = page.locator(".change", has_text="Bridge")
    expect(only_headline.locator("h3 ins")).to_have_count(1)
    expect(only_headline.locator("blockquote")).to_have_count(0)
    assert quoted.count() > 10


def test_what_is_left_out_opens_under_the_text(
    paper: dict[str, str], open_page: Open, screenshots: Path
) -> None:
    page = open_page(paper["version-left-out"])
    line = page.get_by_text("Most read: ferry, fair, fog")
    expect(line).to_be_hidden()
    page.get_by_text("2 lines left out").click()
    expect(line).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.screenshot(path=screenshots / "version-left-out-open-light-1280.png")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screenshots(
    paper: dict[str, str], open_page: Open, screenshots: Path, scheme: str, width: int
) -> None:
    page = open_page(paper["front"], width, scheme)
    for kind, url in paper.items():
        page.goto(url)
        page.screenshot(path=screenshots / f"{kind}-{scheme}-{width}.png", full_page=True)


def test_a_new_installation_says_what_to_do(empty_site: str, open_page: Open, screenshots: Path) -> None:
    page = open_page(empty_site)
    assert "./run manage add_source" in page.inner_text("main")
    assert Axe().run(page).violations_count == 0
    page.screenshot(path=screenshots / "beginning-light-1280.png")
