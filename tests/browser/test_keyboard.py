"""Stet without a mouse: the order of the Tab key, and a focus that can always be seen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

NAME = """() => {
  const { ariaLabel, labels, innerText } = document.activeElement;
  return ariaLabel || labels?.[0]?.innerText.trim() || innerText.trim();
}"""
OUTLINED = """() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}"""
# WCAG 2.4.11: a part of it at least is in the window, with nothing above it.
IN_SIGHT = """() => [...document.activeElement.getClientRects()].some(({ left, right, top, bottom }) => {
  const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return document.activeElement.contains(seen) || seen?.contains(document.activeElement);
})"""
AT_THE_END = "document.activeElement === document.body"
PATIENCE = 200


def tab(page: Page) -> str:
    """What the Tab key leads to, by name, "" after the last; it is outlined and in sight."""
    page.keyboard.press("Tab")
    if page.evaluate(AT_THE_END):
        return ""
    name = str(page.evaluate(NAME))
    assert name
    assert page.evaluate(OUTLINED), f"the focus of “{name}” is not shown"
    assert page.evaluate(IN_SIGHT), f"“{name}” has the focus out of sight"
    return name


def test_the_first_tab_leads_past_the_masthead(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["front"])
    assert tab(page) == "Skip to the content"
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    assert tab(page) == "All changes"


@pytest.mark.parametrize("width", [1280, 320])
def test_from_the_masthead_to_the_first_change(paper: dict[str, str], open_page: Open, width: int) -> None:
    page = open_page(paper["front-narrowed"], width)
    masthead = ["Skip to the content", "Stet, home", "Changes", "Sources", "Search", "About"]
    assert [tab(page) for _ in masthead] == masthead
    assert tab(page).startswith("Search all texts")
    assert tab(page) == "Search"
    filters = page.locator(".filters > ul a").all_inner_texts()
    assert len(filters) == 10
    assert [tab(page) for _ in filters] == [text.strip() for text in filters]
    assert tab(page) == "More filters"
    assert tab(page) == "Northern Echo of Record"
    assert "Donaudampf" in tab(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/diff/0/1/")


def test_filters_are_opened_set_and_sent(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["front"])
    page.locator(".refine summary").focus()
    page.keyboard.press("Enter")
    tab(page)
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?kind=headline**")


@pytest.mark.parametrize("kind", ["diff", "search", "life", "source"])
def test_the_focus_is_always_in_sight(paper: dict[str, str], open_page: Open, kind: str) -> None:
    page = open_page(paper[kind])
    walked = 0
    while tab(page):
        walked += 1
        assert walked < PATIENCE
    assert walked > 15
    page.keyboard.press("Shift+Tab")  # and back up again, under what sticks to the top
    for _ in range(walked):
        assert page.evaluate(IN_SIGHT), page.evaluate(NAME)
        page.keyboard.press("Shift+Tab")
