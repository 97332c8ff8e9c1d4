"""The desk's own pages: legible at every width in light and dark, and usable by what they say of themselves."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from articles.models import Article, Source
from articles.pipeline import add_source
from tests.newsroom import Newsroom
from tests.pipeline.conftest import AT_START, A, Poll, poll, story

__all__ = ["poll", "story"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {"resultTypes": ["violations"], "preload": False}
PROMO = "Subscribe to the Post and save on each second issue."


@pytest.fixture
def desk(live_server: LiveServer, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """`desk(path)` opens a page as a superuser."""
    get_user_model()._default_manager.create_superuser("ada", password="a long pass phrase")

    def opened(path: str, width: int = 1280, scheme: str = "light") -> Page:
        page = open_page(f"{live_server.url}{path}")
        page.fill("#id_username", "ada")
        page.fill("#id_password", "a long pass phrase")
        page.press("#id_password", "Enter")
        page.wait_for_url(f"**{path}")
        return page

    return opened


def check(page: Page, name: str, screenshots: Path) -> None:
    """No sideways scrolling, nothing that axe finds in the desk's own part, and pictures to look at."""
    page.evaluate(AXE_SCRIPT)
    for width, scheme in ((1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.screenshot(path=screenshots / f"desk-{name}-{width}-{scheme}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        found = AxeResults(page.evaluate("rules => axe.run('.desk', rules)", RULES))
        assert not found.violations_count, f"{name} at {width}, {scheme}:\n{found.generate_report()}"


def test_a_source_is_added_in_two_steps(
    desk: Callable[..., Page], newsroom: Newsroom, screenshots: Path
) -> None:
    for number in (1, 2):
        told = "The harbour is open again after three days of storm, and the ferries sail as they did before."
        newsroom.publish(
            f"/news/{number}", f"Harbour open, part {number}", told, f"{told} It is part {number}."
        )
    feed = newsroom.feed("/feed", "/news/1", "/news/2", "/news/3")
    page = desk(reverse("admin:articles_source_add"))
    check(page, "look", screenshots)
    page.fill("#id_url", "127.0.0.1:25/feed")
    page.click("text=Look at it")
    page.wait_for_selector("text=https://127.0.0.1:25/feed cannot be added: not an address")
    page.fill("#id_url", feed)
    page.click("text=Look at it")
    page.wait_for_selector("text=Add and track")
    check(page, "found", screenshots)
    page.click("text=Add and track")
    page.wait_for_selector(".success")
    assert Source.objects.get().feeds.get().url == feed


def test_a_source_is_read_on_a_small_screen(
    desk: Callable[..., Page], story: Article, screenshots: Path
) -> None:
    page = desk(reverse("admin:articles_source_change", args=[story.source_id]))
    page.wait_for_selector("text=The last fortnight")
    page.set_viewport_size({"width": 320, "height": 900})
    page.screenshot(path=screenshots / "desk-source-320-light.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    site = page.url.partition("/admin/")[0]
    for name, shown in (("articles_source_health", "health"), ("articles_feed_add", "add-feed")):
        page.goto(site + reverse(f"admin:{name}"))
        check(page, shown, screenshots)


def test_rules_are_tried(
    desk: Callable[..., Page],
    newsroom: Newsroom,
    story: Article,
    poll: Poll,
    screenshots: Path,
) -> None:
    newsroom.publish("/news/1", *A, PROMO)
    poll(30)
    page = desk(reverse("admin:articles_source_rules", args=[story.source_id]))
    page.fill("#id_boilerplate", "Subscribe.*")
    page.click("text=Show what they make of this page")
    page.wait_for_selector("#tried del")
    check(page, "rules", screenshots)
    page.click("text=Dry run on all that is kept")
    page.wait_for_selector("text=nothing was written")
    check(page, "dry", screenshots)


def test_filters_are_tried_and_lists_imported(
    desk: Callable[..., Page],
    newsroom: Newsroom,
    screenshots: Path,
    tmp_path: Path,
) -> None:
    feed = add_source(newsroom.feed("/feed", "/news/1", "/live/2", "/news/3"), AT_START)
    page = desk(reverse("admin:articles_feed_filters", args=[feed.pk]))
    page.fill("#id_exclude_url", "/live/")
    page.fill("#id_include_title", "news[")
    page.click("text=Show what they would have kept")
    page.wait_for_selector("text=never closed")
    check(page, "filters-bad", screenshots)
    page.fill("#id_include_title", "")
    page.click("text=Show what they would have kept")
    page.wait_for_selector("text=2 kept, 1 left out")
    check(page, "filters", screenshots)
    file = tmp_path / "feeds.opml"
    file.write_text(
        f'<opml><outline xmlUrl="{feed.url}"/><outline xmlUrl="https://post.example/feed"/></opml>'
    )
    page.goto(page.url.partition("/admin/")[0] + reverse("admin:articles_source_import"))
    page.set_input_files("#id_file", file)
    page.click("button:text('Import')")
    page.wait_for_selector("text=What came of it")
    check(page, "import", screenshots)
