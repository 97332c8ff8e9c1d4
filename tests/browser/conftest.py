"""A site with every kind of page, and Chromium to read it with."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.paper import make_paper
from tests.conftest import ROOT

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
SCREENSHOTS = ROOT / "screenshots"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        if "browser" in os.environ.get("STET_TEST_REQUIRE", ""):
            pytest.fail(f"none of {', '.join(NAMES)} is on the PATH, and STET_TEST_REQUIRE names browser")
        pytest.skip(f"none of {', '.join(NAMES)} is on the PATH")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs a loop in the thread of the test
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def paper(transactional_db: None, live_server: LiveServer) -> dict[str, str]:
    """A paper that changed its articles: the kinds of page, and an address of each."""
    return {kind: f"{live_server.url}{path}" for kind, path in make_paper().items()}


@pytest.fixture
def empty_site(transactional_db: None, live_server: LiveServer) -> str:
    return str(live_server.url)


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(url, width, scheme)`; a page whose console says something bad fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(url: str, width: int = 1280, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            timezone_id="Asia/Kolkata",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    refused = "the server responded with a status of"  # 404 and 451 pages are asked for
    assert not [text for text in complaints if refused not in text]


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(exist_ok=True)
    return SCREENSHOTS
