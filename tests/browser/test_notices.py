"""The pages that say no, and what staff alone are offered: they fit and are accessible as all others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client
from django.urls import include, path
from limits import parse
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.fitting import faults_of
from tests.factories import make_feed, make_source

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
NOT_TRACKED = "/lookup/?url=https://echo.example/unknown"


def broken(_request: HttpRequest) -> None:
    raise ZeroDivisionError


urlpatterns = [path("broken/", broken), path("", include("tracker.urls"))]


@pytest.fixture
def site(transactional_db: None, live_server: LiveServer, settings: Settings) -> str:
    settings.ROOT_URLCONF = __name__
    make_feed(make_source("Northern Echo", slug="echo", home_url="https://echo.example/"))
    return str(live_server.url)


def sign_in(context: BrowserContext, site: str, user: User) -> None:
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])


def walk(page: Page, kind: str, url: str, title: str, screenshots: Path) -> None:
    faults = list(faults_of(page, kind, url))
    assert not faults, "\n".join(faults)
    expect(page).to_have_title(title)
    page.screenshot(path=screenshots / f"{kind}-dark-1280.png")


def test_what_failed_is_said_in_words(site: str, open_page: Open, screenshots: Path) -> None:
    page = open_page(site)
    walk(page, "failed", f"{site}/broken/", "Something failed · Stet", screenshots)


def test_what_is_for_others_is_said_in_words(site: str, open_page: Open, screenshots: Path) -> None:
    page = open_page(site)
    sign_in(page.context, site, User.objects.create_user("guest", is_staff=True))
    walk(page, "forbidden", f"{site}/admin/articles/source/add/", "Not allowed · Stet", screenshots)


def test_who_asks_too_often_is_told_so_in_words(
    site: str, open_page: Open, settings: Settings, screenshots: Path
) -> None:
    settings.SEARCH_RATE = parse("1/day")
    page = open_page(site + NOT_TRACKED)
    walk(page, "too-often", f"{site}/search/?q=port", "Too often · Stet", screenshots)


def test_staff_can_track_what_is_not_tracked(
    site: str, open_page: Open, admin_user: User, screenshots: Path
) -> None:
    page = open_page(site + NOT_TRACKED)
    track = page.get_by_role("button", name="Track it from now on")
    expect(track).to_have_count(0)
    sign_in(page.context, site, admin_user)
    walk(page, "lookup-staff", site + NOT_TRACKED, "Look up an article · Stet", screenshots)
    track.click()
    expect(page.get_by_role("textbox", name="Address")).to_have_value("https://echo.example/unknown")
