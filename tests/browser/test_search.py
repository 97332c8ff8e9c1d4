"""Who took out a phrase, and when: from the field on every page to the diff."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_a_removed_phrase_leads_to_the_change_that_took_it_out(
    paper: dict[str, str], open_page: Open
) -> None:
    page = open_page(paper["front"])
    page.get_by_role("searchbox").fill('"no talks"')
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_contain_text("there are no talks")
    page.get_by_label("Removed words").check()
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search/?q=%22no+talks%22&in=removed")
    expect(page.get_by_label("Removed words")).to_be_checked()
    oldest = page.locator(".hit").last
    expect(oldest.locator("mark")).to_have_text("no talks")
    expect(oldest).to_contain_text("it came back later")
    oldest.get_by_role("link", name="with version 1").click()
    expect(page.locator(".diff del", has_text="no").first).to_be_visible()


def test_the_field_on_every_page_looks_addresses_up_without_scripts(
    paper: dict[str, str], chromium: Browser
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(paper["about"])
    page.get_by_role("searchbox").fill("echo.example/unknown")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="This article is not tracked")).to_be_visible()
    page.get_by_role("link", name="search the texts for them").click()
    expect(page.get_by_role("heading", name="Nothing was found")).to_be_visible()
    context.close()
