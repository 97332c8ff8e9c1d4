"""The diff page in use: stepping, the views by width, and what works without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def anchor(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def left_of(element: Locator) -> float:
    return float(element.evaluate("element => element.getBoundingClientRect().left"))


def test_n_and_p_step_through_the_differences(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff"])
    last = page.locator(".row.changed").count()
    assert last > 5
    for key, place in (("n", 1), ("j", 2), ("n", 3), ("p", 2), ("k", 1), ("p", last), ("j", 1)):
        page.keyboard.press(key)
        page.wait_for_function(f"location.hash === '#c{place}'")
        expect(page.locator("[data-place]")).to_have_text(f"{place} of {last} differences")
        expect(page.locator(f"#c{place}")).to_be_in_viewport()
    page.get_by_role("link", name="Next n").click()
    page.wait_for_function("location.hash === '#c2'")
    page.go_back()
    assert page.url == "about:blank"


def test_keys_typed_into_a_field_do_not_step(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff"])
    page.get_by_role("searchbox").press_sequentially("npn")
    assert anchor(page) == ""


def test_two_columns_when_wide_one_text_when_narrow(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff"])
    edited = page.locator(".row.both").first
    for width, shown, hidden in ((1280, ".old", ".one"), (390, ".one", ".old")):
        page.set_viewport_size({"width": width, "height": 900})
        expect(edited.locator(shown)).to_be_visible()
        expect(edited.locator(hidden)).to_be_hidden()


def test_right_to_left_texts_stand_under_their_versions(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff-arabic"])
    edited = page.locator(".row.both").last
    for side in (".old", ".new"):
        expect(edited.locator(side)).to_have_css("direction", "rtl")
        assert left_of(page.locator(f".sides {side}")) == left_of(edited.locator(side))
    expect(page.locator(".fold summary")).to_have_css("direction", "ltr")


def test_the_words_for_screen_readers_turn_no_text_round(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff-arabic"])
    expect(page.locator(".row.insert .new")).to_have_css("direction", "rtl")
    expect(page.locator(".outline bdi").last).to_have_css("direction", "rtl")
    page.goto(paper["front"])
    headline = page.locator(".change h3", has_text="الوزير")
    assert headline.locator("ins").inner_text().startswith("added:")
    expect(headline).to_have_css("direction", "rtl")


def test_the_choice_in_the_address_holds_at_any_width(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff-side"], width=390)
    expect(page.locator(".row.both .old").first).to_be_visible()
    page.get_by_role("link", name="Inline").click()
    assert "view=inline" in page.url
    assert "text=all" in page.url
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".row.both .one").first).to_be_visible()
    page.get_by_role("link", name="Changes", exact=True).last.click()
    assert "text=changes" in page.url
    assert page.locator("details.fold").count() > 0


def test_the_choice_is_remembered_and_the_address_wins(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff"])
    page.get_by_role("link", name="Inline").click()
    page.get_by_role("link", name="All text").click()
    page.goto(paper["diff-return"] + "#c2")
    page.wait_for_url("**view=inline&text=all#c2")
    expect(page.locator(".row.both .one").first).to_be_visible()
    expect(page.locator("details.fold")).to_have_count(0)
    page.goto(paper["diff"] + "?view=side&text=changes")
    expect(page.locator(".diff.side")).to_be_visible()
    assert page.url.endswith("?view=side&text=changes")
    page.get_by_role("link", name="Side by side").click()
    page.get_by_role("link", name="Changes", exact=True).last.click()
    page.goto(paper["diff"])
    expect(page.locator(".diff.auto")).to_be_visible()
    assert page.url == paper["diff"]


def test_the_list_of_differences_leads_to_them(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff"])
    page.locator(".outline").get_by_role("link", name="Byline").click()
    assert anchor(page) == "#c2"
    expect(page.locator("[data-place]")).to_contain_text("2 of")
    page.keyboard.press("n")
    page.wait_for_function("location.hash === '#c3'")


def test_the_citation_is_selected_to_be_copied(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff"])
    page.get_by_role("button", name="Copy the citation").click()
    assert "compared by Stet" in str(page.evaluate("getSelection().toString()"))


def test_on_paper_the_marks_are_lines_and_the_address_is_there(
    paper: dict[str, str], open_page: Open
) -> None:
    page = open_page(paper["diff-inline"])
    page.emulate_media(media="print")
    for gone in (".mast", ".tools", ".choose", ".outline", ".foot", ".line", ".cite button"):
        expect(page.locator(gone).first).to_be_hidden()
    for mark, style in (("ins", "underline"), ("del", "line-through")):
        shown = page.locator(f".one {mark}").first
        assert style in str(shown.evaluate("element => getComputedStyle(element).textDecorationLine"))
        expect(shown).to_have_css("color", "rgb(0, 0, 0)")
    expect(page.get_by_text("compared by Stet")).to_be_visible()


def test_times_are_told_in_the_readers_zone_too(paper: dict[str, str], open_page: Open) -> None:
    page = open_page(paper["diff-return"])
    for told in ("18:00 UTC / 11:30 PM GMT+5:30", "17:31 and 18:00 UTC / 11:01 – 11:30 PM GMT+5:30"):
        expect(page.get_by_text(told).first).to_be_visible()
    removed = page.get_by_text("removed from the site")
    expect(removed).to_contain_text("25 November 2026, 02:00 UTC / 7:30 AM GMT+5:30")
    page.goto(paper["article"])
    expect(page.locator(".moments .at").nth(4)).to_have_text(
        "24 November 2026, 22:00 UTC / Nov 25, 3:30 AM GMT+5:30"
    )


def test_a_reader_in_utc_is_told_once(paper: dict[str, str], chromium: Browser) -> None:
    context = chromium.new_context(timezone_id="UTC")
    page = context.new_page()
    page.goto(paper["diff"])
    assert page.locator(".local").count() > 3
    assert set(page.locator(".local").all_inner_texts()) == {""}
    context.close()


def test_everything_is_there_without_scripts(paper: dict[str, str], chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(paper["diff"])
    expect(page.get_by_role("button", name="Copy the citation")).to_be_hidden()
    page.get_by_role("link", name="Next n").click()
    assert page.url.endswith("#c1")
    folded = page.locator("details.fold").first
    folded.locator("summary").click()
    expect(folded.locator(".row").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_timeline_shows_the_change_at_any_width(
    paper: dict[str, str], open_page: Open, width: int
) -> None:
    page = open_page(paper["diff-of-many"], width=width)
    expect(page.locator(".line li")).to_have_count(12)
    expect(page.locator(".line [aria-current]")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="All changes of this article").click()
    expect(page.locator(".moments > li")).to_have_count(31)
