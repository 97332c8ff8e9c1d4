"""The news of Saltmere, served: three outlets on a virtual clock, the truth, and a log of what was asked when."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from random import Random

from .feeds import Item
from .manuscripts import read_manuscripts
from .noise import Noise, make_noise
from .outlets import OUTLETS, Outlet, Sheet, front_page
from .script import State, Story, write_script
from .server import Page, serving

Clock = Callable[[], datetime]

ROBOTS = "User-agent: *\nDisallow: /truth.json\n"
PATIENCE_TRIED = 0.3
"""Seconds (real ones) that a slow answer takes."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked, and when (virtual time)."""

    at: timedelta
    outlet: str
    path: str
    status: int


class Town:
    """What is served at virtual time t depends on seed and t alone, but for noise and dates.

    Virtual time is 0 when the town opens, and runs `scale` times as fast as `clock`; dates on pages and in feeds are
    on the clock. `log` is what was asked, in order; `urls` maps an outlet's key to its address.
    """

    def __init__(self, seed: int, noise: int, clock: Clock, scale: float) -> None:
        self.seed, self.noise, self.scale = seed, noise, scale
        self.urls: dict[str, str] = {}
        self.log: list[Request] = []
        self.stories = {outlet.key: write_script(outlet.key, seed) for outlet in OUTLETS}
        self._clock, self._opened = clock, clock()
        self._views: Counter[str] = Counter()
        self._counting, self._closing = threading.Lock(), threading.Event()

    @property
    def now(self) -> timedelta:
        return (self._clock() - self._opened) * self.scale

    def date(self, time: timedelta) -> datetime:
        """A virtual time by the clock."""
        return self._opened + time / self.scale

    def seen(self, story: Story) -> list[State]:
        """The states of a story that its requests met, in order, each as often as it was met."""
        asked = (request for request in self.log if request.outlet == story.outlet and request.status != 301)
        times = (request.at for request in asked if story.was_at(request.path, request.at))
        return [state for time in times if (state := story.at(time))]

    def truth(self, outlet: Outlet) -> dict[str, object]:
        """The whole script of an outlet, what is to come included; times in virtual seconds."""
        return {
            "seed": self.seed,
            "noise": self.noise,
            "now": self.now.total_seconds(),
            "stories": [
                {
                    "path": story.path,
                    "states": [{**asdict(state), "at": state.at.total_seconds()} for state in story.states],
                }
                for story in self.stories[outlet.key]
            ],
        }

    def answer(self, outlet: Outlet, path: str, headers: Mapping[str, str]) -> Page:
        now = self.now  # once: what is answered and what is logged must be of one moment
        page = self._page(outlet, path.partition("?")[0], now)
        if page.status == 200 and _is_known(page, headers):
            page = Page(b"", 304, page.headers)
        self.log.append(Request(now, outlet.key, path.partition("?")[0], page.status))
        return page

    def close(self) -> None:
        """Let slow answers go."""
        self._closing.set()

    def _page(self, outlet: Outlet, path: str, now: timedelta) -> Page:
        url = self.urls[outlet.key]
        match path:
            case "/":
                return _page(front_page(outlet, url, self._items(outlet, now)), "text/html")
            case "/robots.txt":
                return _page(ROBOTS, "text/plain")
            case "/truth.json":
                return _page(json.dumps(self.truth(outlet), ensure_ascii=False), "application/json")
            case outlet.feed_path:
                return self._feed(outlet, now)
        for story in self.stories[outlet.key]:
            state = story.at(now)
            if state is not None and story.was_at(path, now):
                return self._story(outlet, story, state, path)
        return _page("Not found.", "text/plain", 404)

    def _feed(self, outlet: Outlet, now: timedelta) -> Page:
        items = self._items(outlet, now)
        page = _page(outlet.write_feed(outlet.name, self.urls[outlet.key], items), outlet.feed_type)
        page.headers["ETag"] = page.etag
        return page

    def _story(self, outlet: Outlet, story: Story, state: State, path: str) -> Page:
        if state.slow:
            self._closing.wait(PATIENCE_TRIED)
        if path != state.path:
            return Page(b"", 301, {"Location": self.urls[outlet.key] + state.path})
        if state.text is None:
            return _page("There is nothing here.", "text/plain", state.status)
        address, noise = self.urls[outlet.key] + state.path, self._noise(outlet, story)
        sheet = Sheet(outlet, address, state.text, self.date(story.published), noise)
        page = _page(outlet.lay_out(sheet), "text/html")
        if not self.noise:  # a page that is made anew for each request has none
            modified = format_datetime(self.date(state.at).astimezone(UTC), usegmt=True)
            page.headers |= {"ETag": page.etag, "Last-Modified": modified}
        return page

    def _noise(self, outlet: Outlet, story: Story) -> Noise:
        with self._counting:
            self._views[story.slug] += 1
            views = self._views[story.slug]
        random = Random(f"{self.seed}/{story.slug}/{views}")
        stories = [(other.headline, other.path) for other in self.stories[outlet.key]]
        return make_noise(self.noise, random, 1000 + views, stories, read_manuscripts(outlet.key)[1])

    def _items(self, outlet: Outlet, now: timedelta) -> list[Item]:
        """What stands, newest first."""
        standing = [(story, story.at(now)) for story in reversed(self.stories[outlet.key])]
        url = self.urls[outlet.key]
        return [
            Item(url + story.path, state.text.headline, self.date(story.published))
            for story, state in standing
            if state is not None and state.text is not None
        ]


@contextmanager
def open_town(seed: int, noise: int, clock: Clock, scale: float = 1) -> Iterator[Town]:
    """Serve the town's outlets, each at an address of its own, until the block ends."""
    town = Town(seed, noise, clock, scale)
    with ExitStack() as servers:
        for outlet in OUTLETS:
            town.urls[outlet.key] = servers.enter_context(serving(partial(town.answer, outlet)))
        servers.callback(town.close)
        yield town


def _page(text: str, media_type: str, status: int = 200) -> Page:
    return Page(text.encode(), status, {"Content-Type": f"{media_type}; charset=utf-8"})


def _is_known(page: Page, headers: Mapping[str, str]) -> bool:
    """Whether the client has this page (RFC 9110, 13.2.2: its ETag counts, its date only where it sent no ETag)."""
    if "If-None-Match" in headers:
        return headers["If-None-Match"] == page.headers.get("ETag")
    if "If-Modified-Since" not in headers or "Last-Modified" not in page.headers:
        return False
    known, modified = headers["If-Modified-Since"], page.headers["Last-Modified"]
    return parsedate_to_datetime(known) >= parsedate_to_datetime(modified)
