"""A small news site on loopback, with real HTTP: pages that a test edits, validators, and a log of what was asked."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    validators: bool = True

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass(frozen=True)
class Asked:
    path: str
    headers: dict[str, str]
    status: int


class Newsroom:
    """`pages` maps paths to what they answer; `log` is what was asked, in order, robots.txt included."""

    def __init__(self, url: str) -> None:
        self.url = url
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

    def answer(self, path: str, headers: dict[str, str]) -> Page:
        self.before(path)
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
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    newsroom = Newsroom(f"http://127.0.0.1:{server.server_port}")
    server.newsroom = newsroom  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield newsroom
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        newsroom: Newsroom = self.server.newsroom  # type: ignore[attr-defined]
        headers = dict(self.headers.items())
        page = newsroom.answer(self.path, headers)
        newsroom.log.append(Asked(self.path, headers, page.status))
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        self.wfile.write(page.body)

    def log_message(self, format: str, *args: Any) -> None:
        """The log is `Newsroom.log`."""
