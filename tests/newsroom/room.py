"""The bare newsroom: pages that a test edits by hand, validators, and a log of what was asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from .server import Page, serving


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    status: int


class Newsroom:
    """`pages` maps paths to what they answer; `log` is what was asked, in order, robots.txt included."""

    def __init__(self) -> None:
        self.url = ""
        self.pages: dict[str, Page] = {}
        self.log: list[Asked] = []
        self.before: Callable[[str], None] = lambda path: None

    def publish(self, path: str, headline: str, *paragraphs: str, **page: Any) -> str:
        """Put or replace a story; its address."""
        text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        html = (
            f"<!doctype html><html lang=en><head><title>{escape(headline)} | Harbour Post</title></head><body>"
            f"<header><nav><a href=/>Harbour Post</a></nav></header>"
            f"<main><article><h1>{escape(headline)}</h1>{text}</article></main>"
            f"<footer><p>Harbour Post</p></footer></body></html>"
        )
        self.pages[path] = Page(html.encode(), **page)
        return self.url + path

    def feed(self, path: str, *stories: str, title: str = "Harbour Post", **page: Any) -> str:
        """Put or replace an RSS feed of the stories at these paths; its address."""
        items = "".join(
            f"<item><title>{escape(story)}</title><link>{self.url}{story}</link></item>" for story in stories
        )
        rss = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>{escape(title)}</title>'
            f"<link>{self.url}/</link><description>News</description>{items}</channel></rss>"
        )
        self.pages[path] = Page(rss.encode(), headers={"Content-Type": "application/rss+xml"}, **page)
        return self.url + path

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.log if asked.path == path]

    def answer(self, path: str, headers: Mapping[str, str]) -> Page:
        self.before(path)
        page = self._page(path, headers)
        self.log.append(Asked(path, dict(headers), page.status))
        return page

    def _page(self, path: str, headers: Mapping[str, str]) -> Page:
        missing = Page(b"not here", 404, validators=False)
        page = self.pages.get(path) or self.pages.get(path.partition("?")[0], missing)
        if page.status == 200 and page.validators and headers.get("If-None-Match") == page.etag:
            return Page(b"", 304, {"ETag": page.etag})
        told = {"ETag": page.etag} if page.validators else {}
        return Page(
            page.body, page.status, {"Content-Type": "text/html; charset=utf-8", **told, **page.headers}
        )


@contextmanager
def open_newsroom() -> Iterator[Newsroom]:
    newsroom = Newsroom()
    with serving(newsroom.answer) as newsroom.url:
        yield newsroom
