"""Every kind of page as a browser shows it: it fits, it is accessible, and it looks as it should."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.fitting import WIDTHS, faults_of

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
SHIFTED = """() => new Promise((resolve) => new PerformanceObserver((list) => {
  resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0));
}).observe({ type: "layout-shift", buffered: true }) ?? setTimeout(resolve, 100, 0))"""


def test_every_page_fits_and_axe_finds_nothing(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["front"])
    faults = [fault for kind, url in paper.items() for fault in faults_of(page, kind, url)]
    assert not faults, "\n".join(faults)


def test_nothing_moves_once_it_is_drawn(paper: dict[str, str], open_page: Open) -> None:
    """No layout shift, as browsers count it: the scripts write before anything is drawn, and what stands already keeps
    its place while the rest of a page arrives. Under 0.1 is good, they say.
    """
    page = open_page(paper["front"])
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        for kind, url in paper.items():
            page.goto(url)
            page.wait_for_load_state("networkidle")
            assert page.evaluate(SHIFTED) < 0.01, f"{kind} at {width}"


@pytest.mark.parametrize("width", WIDTHS)
def test_the_masthead_takes_two_rows_at_most_and_its_hint_is_whole(
    paper: dict[str, str], open_page: Open, width: int
) -> None:
    page = open_page(paper["front"], width)
    [mark, nav, find] = [page.locator(f".mast {part}").bounding_box() for part in (".mark", "nav", ".find")]
    assert mark
    assert nav
    assert find
    assert abs(mark["y"] - nav["y"]) < 20
    assert find["y"] < mark["y"] + (20 if width > 320 else 60)
    field = page.get_by_role("searchbox")
    field.fill(str(field.get_attribute("placeholder")))
    assert field.evaluate("field => field.scrollWidth <= field.clientWidth")


def test_a_switch_is_one_row_on_a_phone(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["life"], 320)
    heights = [one.bounding_box() for one in page.locator(".seg a").all()]
    assert len(heights) == 4
    assert all(box and box["height"] < 36 for box in heights)


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
