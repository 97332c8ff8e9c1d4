"""From an address typed into the admin to an item in a feed reader: all of Stet, as the people around it use it."""

from collections.abc import Callable
from datetime import timedelta

import feedparser
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from articles.models import Article
from tests.newsroom import Newsroom

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

TELLS = (
    "The council met on Tuesday evening in the old customs house, with every seat taken.",
    "Boats will leave the north quay at seven, and return with the evening tide.",
    "The ferry has carried passengers and their bicycles across the bay since 1911.",
    "Tickets are sold at the kiosk by the lighthouse and, from next week, on board.",
    "A second vessel, smaller and lighter, is being painted in the yard at Saltmere.",
)
DENIED = ("Ferry will not be sold", "There is no buyer for the ferry, the mayor said.", *TELLS)
CONFIRMED = ("Ferry will be sold", "A buyer for the ferry pays 41 million, the mayor said.", *TELLS)


def test_a_change_goes_from_the_newsroom_to_its_readers(
    newsroom: Newsroom, live_server: LiveServer, admin_user: User, open_page: Open, settings: Settings
) -> None:
    settings.PUBLIC_URL = live_server.url
    newsroom.publish("/news/ferry", *DENIED)
    desk = open_page(f"{live_server.url}/admin/")
    log_in(desk, admin_user)
    add_source(desk, newsroom.feed("/feed.xml", "/news/ferry"))
    poll(minutes=1)
    newsroom.publish("/news/ferry", *CONFIRMED)
    poll(minutes=60)
    poll(minutes=90)  # what differs is seen again before it is believed
    assert Article.objects.get().changes_count == 1

    reader = open_page(live_server.url)
    open_the_change(reader)
    step_through(reader)
    switch_views(reader)
    search_what_was_taken_out(reader)
    subscribe(reader)


def log_in(desk: Page, user: User) -> None:
    desk.get_by_label("Username").fill(user.username)
    desk.get_by_label("Password").fill("password")  # as pytest-django's fixture has it
    desk.get_by_role("button", name="Log in").click()


def add_source(desk: Page, address: str) -> None:
    desk.locator("#content-main").get_by_role("link", name="Sources", exact=True).click()
    desk.get_by_role("link", name="Add source").click()
    desk.get_by_label("Address").fill(address)
    desk.get_by_role("button", name="Look at it").click()
    expect(desk.get_by_text(DENIED[0]).first).to_be_visible()
    desk.get_by_role("button", name="Add and track").click()
    expect(desk.locator(".messagelist")).to_contain_text("Harbour Post")


def poll(minutes: float) -> None:
    """A pass as cron starts it, so long from now."""
    at = timezone.now() + timedelta(minutes=minutes)
    call_command("poll", all=True, at=at.isoformat(), verbosity=0)


def open_the_change(reader: Page) -> None:
    line = reader.locator(".change")
    expect(line).to_have_count(1)
    expect(line).to_contain_text("Harbour Post")
    expect(line.locator("h3 del")).to_contain_text("not")
    line.get_by_role("link", name="Ferry will").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Ferry will be sold")
    expect(reader.get_by_text("no correction note", exact=True)).to_be_visible()


def step_through(reader: Page) -> None:
    for key, place in (("n", 1), ("j", 2), ("n", 1), ("p", 2), ("k", 1)):
        reader.keyboard.press(key)
        expect(reader.locator("[data-place]")).to_have_text(f"{place} of 2 differences")
        expect(reader.locator(f"#c{place}")).to_be_in_viewport()


def switch_views(reader: Page) -> None:
    taken_out = reader.locator(".diff del", has_text="There is no").locator("visible=true")
    unchanged = reader.get_by_text(TELLS[-1]).locator("visible=true")
    expect(unchanged).to_have_count(0)
    for view, columns in (("Inline", 1), ("Side by side", 2)):
        reader.get_by_role("link", name=view).click()
        expect(taken_out).to_have_count(1)
        reader.get_by_role("link", name="All text").click()
        expect(unchanged).to_have_count(columns)
        reader.get_by_role("link", name="Changes", exact=True).last.click()
        expect(unchanged).to_have_count(0)


def search_what_was_taken_out(reader: Page) -> None:
    reader.get_by_role("searchbox").fill('"no buyer"')
    reader.keyboard.press("Enter")
    reader.get_by_label("Removed words").check()
    reader.get_by_role("button", name="Search").click()
    hit = reader.locator(".hit")
    expect(hit).to_have_count(1)
    expect(hit.locator("mark")).to_have_text("no buyer")
    hit.get_by_role("link", name="with version 1").click()
    expect(reader.locator(".diff")).to_contain_text("There is no")


def subscribe(reader: Page) -> None:
    """To the feeds that the front page offers; each item leads back to the change."""
    subscribe_by_json(reader)
    reader.get_by_role("link", name="Stet, home").click()
    for name, media_type in (("RSS", "rss+xml"), ("Atom", "atom+xml")):
        link = reader.locator(f"head link[rel=alternate][type='application/{media_type}']").first
        address = link.evaluate("link => link.href")
        feed = feedparser.parse(address)
        assert not feed.bozo, f"{name}: {feed.get('bozo_exception')}"
        [entry] = feed.entries
        assert "Ferry will be sold" in entry.title
        shown = entry.content[0].value if "content" in entry else entry.summary
        assert "<del>" in shown
        assert "<ins>" in shown
        assert feedparser.parse(address, etag=feed.etag).status == 304
        reader.goto(entry.link)
        expect(reader.locator(".diff")).to_contain_text("There is no")
        reader.go_back()


def subscribe_by_json(reader: Page) -> None:
    """The third of the feeds, which feedparser does not read."""
    reader.get_by_role("link", name="Stet, home").click()
    link = reader.locator("head link[rel=alternate][type='application/feed+json']").first
    response = reader.request.get(str(link.evaluate("link => link.href")))
    assert response.headers["content-type"].startswith("application/feed+json")
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    [entry] = feed["items"]
    assert "Ferry will be sold" in entry["title"]
    assert "<del>" in entry["content_html"]
    assert "<ins>" in entry["content_html"]
    etag = {"If-None-Match": response.headers["etag"]}
    assert reader.request.get(feed["feed_url"], headers=etag).status == 304
    reader.goto(entry["url"])
    expect(reader.locator(".diff")).to_contain_text("There is no")
