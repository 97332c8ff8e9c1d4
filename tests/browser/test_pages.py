"""Every kind of page as a browser shows it: it fits, it is accessible, and it looks as it should."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
WIDTHS = (320, 768, 1280)
ALL_RULES = {"resultTypes": ["violations"]}
RULES_OF_COLOUR = ALL_RULES | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}


def test_every_page_fits_and_axe_finds_nothing(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["front"])
    faults = [fault for kind, url in paper.items() for fault in faults_of(page, kind, url)]
    assert not faults, "\n".join(faults)


def faults_of(page: Page, kind: str, url: str) -> Iterator[str]:
    """Each page is loaded once: its styles alone follow the width and the theme, and no script draws anything. The
    themes differ in nothing but colours, so of the dark one only the rules of colour are asked.
    """
    page.emulate_media(color_scheme="light")
    page.goto(url)
    page.evaluate(AXE_SCRIPT)
    page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{kind} is {wide} px wide at {width}"
        yield from violations(page, ALL_RULES, f"{kind} at {width}")
        page.emulate_media(color_scheme="dark")
        yield from violations(page, RULES_OF_COLOUR, f"{kind} at {width}, dark")


def violations(page: Page, rules: dict[str, object], where: str) -> Iterator[str]:
    found = AxeResults(page.evaluate("rules => axe.run(rules)", rules))
    if found.violations_count:
        yield f"{where}:\n{found.generate_report()}"


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
    page.screenshot(path=screenshots / "version-left-out-open-light-1280.png")


@pytest.mark.parametrize("width", [1280, 390])
def test_screenshots(paper: dict[str, str], open_page: Open, screenshots: Path, width: int) -> None:
    page = open_page(paper["front"], width)
    for kind, url in paper.items():
        page.goto(url)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.screenshot(path=screenshots / f"{kind}-{scheme}-{width}.png", full_page=True)
    page.goto(paper["diff-inline"])
    page.emulate_media(media="print", color_scheme="light")
    page.screenshot(path=screenshots / f"diff-inline-print-{width}.png", full_page=True)


def test_a_new_installation_says_what_to_do(empty_site: str, open_page: Open, screenshots: Path) -> None:
    page = open_page(empty_site)
    assert "./run manage add_source" in page.inner_text("main")
    for path in ("/", "/sources/"):
        page.goto(empty_site + path)
        assert Axe().run(page).violations_count == 0
    page.goto(empty_site)
    page.screenshot(path=screenshots / "beginning-light-1280.png")
