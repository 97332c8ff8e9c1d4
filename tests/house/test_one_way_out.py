"""The address guard is the only way out: nothing else in the product can make a connection to where a page says."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

GUARDED = "articles/fetching"
WAYS_OUT = {
    *(
        "requests",
        "urllib3",
        "http.client",
        "http.server",
        "urllib.request",
        "urllib.robotparser",
        "socket",
        "socketserver",
    ),
    *(
        "ssl",
        "asyncio",
        "ftplib",
        "smtplib",
        "poplib",
        "imaplib",
        "nntplib",
        "telnetlib",
        "xmlrpc",
        "webbrowser",
    ),
    *("httpx", "httpcore", "aiohttp", "niquests", "pycurl", "websockets", "websocket", "apprise", "courlan"),
    *("subprocess", "pty", "_socket", "selectors", "logging.handlers", "multiprocessing.connection"),
    *("trafilatura.downloads", "trafilatura.feeds", "trafilatura.sitemaps", "trafilatura.spider"),
}
CALLS = {
    *("urlopen", "urlretrieve", "create_connection", "getaddrinfo", "system", "popen"),
    *("posix_spawn", "posix_spawnp", "execv", "execve", "execvp", "execvpe", "spawnv", "spawnvp", "spawnl"),
    *("push_to_gateway", "pushadd_to_gateway", "delete_from_gateway", "start_http_server"),
}
"""Functions that fetch, whatever they are imported from."""
OPEN_ADDRESSES = {
    *("feedparser.parse", "etree.parse", "etree.iterparse", "html.parse", "objectify.parse", "sax.parse"),
    *("trafilatura.fetch_url", "trafilatura.fetch_response"),
}
"""These open what they are given where it names a file or an address."""
ALLOWED = {
    ("articles/discovery/xml_feeds.py", "feedparser.parse"): "given a stream, which it only reads",
    ("articles/notifying/mailing.py", "smtplib"): "the names of its errors",
    ("articles/notifying/smtp.py", "smtplib"): "to the mail server that the settings name",
    ("articles/notifying/smtp.py", "socket"): "to the mail server that the settings name",
    ("articles/scheduling/backoff.py", "urllib.request"): "a function that splits a header",
}
"""Databases, broker and Redis are reached by their own clients, at addresses that the settings alone name."""


def ways_out(code: str) -> Iterator[str]:
    """What in this code could make a connection, by the name that ALLOWED would list."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import():
                yield from (_way(alias.name) for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                yield from {_way(module), *(_way(f"{module}.{alias.name}") for alias in node.names)}
                yield from (alias.name for alias in node.names if alias.name in CALLS)
                named = {f"{module.rpartition('.')[2]}.{alias.name}" for alias in node.names}
                yield from named & OPEN_ADDRESSES
            case ast.Call(func=ast.Name(id="__import__" | "import_module" as name)):
                yield name
            case ast.Attribute(attr=name, value=ast.Name(id=of)) if f"{of}.{name}" in OPEN_ADDRESSES:
                yield f"{of}.{name}"
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in CALLS:
                yield name


def _way(module: str) -> str:
    """The shortest part of a module's name that is a way out; "" where none is."""
    parts = module.split(".")
    names = (".".join(parts[: length + 1]) for length in range(len(parts)))
    return next((name for name in names if name in WAYS_OUT), "")


def found() -> set[tuple[str, str]]:
    code = [*ROOT.glob("articles/**/*.py"), *ROOT.glob("tracker/**/*.py"), ROOT / "manage.py"]
    files = {str(path.relative_to(ROOT)): path for path in code}
    return {
        (name, way)
        for name, path in files.items()
        if not name.startswith(f"{GUARDED}/")
        for way in ways_out(path.read_text())
        if way
    }


def test_nothing_but_the_guarded_room_makes_connections() -> None:
    assert found() - ALLOWED.keys() == set()


def test_each_exception_is_still_one() -> None:
    assert ALLOWED.keys() - found() == set()


def test_the_guarded_room_itself_is_seen() -> None:
    """Else the look through the code would prove nothing."""
    seen = {way for path in Path(ROOT / GUARDED).glob("*.py") for way in ways_out(path.read_text())}
    assert {"requests", "urllib3", "socket", "http.client", "getaddrinfo"} <= seen


@pytest.mark.parametrize(
    ("code", "way"),
    [
        ("import requests", "requests"),
        ("import requests.adapters as r", "requests"),
        ("def f():\n    from urllib3.util import parse_url", "urllib3"),
        ("from urllib.request import urlopen", "urllib.request"),
        ("from urllib import request", "urllib.request"),
        ("from http import client", "http.client"),
        ("import urllib\nurllib.request.urlopen('x')", "urlopen"),
        ("import socket as s", "socket"),
        ("from trafilatura import fetch_url", "trafilatura.fetch_url"),
        ("import trafilatura\ntrafilatura.fetch_url('x')", "trafilatura.fetch_url"),
        ("import feedparser\nfeedparser.parse(url)", "feedparser.parse"),
        ("from lxml.etree import parse", "etree.parse"),
        ("from lxml import etree\netree.parse(url)", "etree.parse"),
        ("import_module('requests')", "import_module"),
        ("__import__('requests')", "__import__"),
        ("import os\nos.system('curl x')", "system"),
        ("import os\nos.execvp('curl', ['curl', 'x'])", "execvp"),
        ("from trafilatura import sitemaps", "trafilatura.sitemaps"),
        ("from logging import handlers", "logging.handlers"),
        ("from lxml import etree\netree.iterparse(url)", "etree.iterparse"),
        ("import subprocess", "subprocess"),
    ],
)
def test_each_way_out_is_found(code: str, way: str) -> None:
    assert way in set(ways_out(code))


@pytest.mark.parametrize(
    "code", ["from urllib.parse import urlsplit", "from http import HTTPStatus", "import requestsx"]
)
def test_what_makes_no_connection_is_not(code: str) -> None:
    assert set(ways_out(code)) <= {""}
