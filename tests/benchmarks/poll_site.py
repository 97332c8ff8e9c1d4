"""The site that tests/benchmarks/poll.py polls: pages on many loopback addresses, in a process of its own.

    python -m tests.benchmarks.poll_site FOLDER HOSTS

Prints its port. Page n of the folder (n.html with edits.json) is at /n on 127.0.0.1 to 127.0.0.HOSTS, and
`GET /-/KEY/VALUE` sets what all pages show from then on: see `State`.
"""

import asyncio
import json
import sys
from dataclasses import dataclass
from email.utils import formatdate
from itertools import pairwise
from pathlib import Path

HTML = "text/html; charset=utf-8"
NOISE = (
    b'<div class="top-bar"><span class="clock">%02d:%02d</span></div>',
    b'<div class="page-stats"><span class="views">%d views</span></div>'
    b'<form><input type="hidden" name="token" value="%032x"></form>'
    b'<script nonce="%032x">window.visit = "%032x"</script>',
)


@dataclass
class State:
    """What pages show: how often the noise (clock, view counter, nonces) changed, and the first paragraph alone, or
    three at once; whether they have an ETag and answer 304.
    """

    noise: int = 0
    small: int = 0
    large: int = 0
    etags: int = 0

    @property
    def etag(self) -> str:
        return f'"{self.noise}-{self.small}-{self.large}"'


@dataclass(frozen=True)
class Page:
    """A page's bytes cut where it is edited; the pieces but the first and last begin in one of its paragraphs."""

    pieces: tuple[bytes, ...]
    small_at: int

    @classmethod
    def cut(cls, html: bytes, places: list[int]) -> "Page":
        """`places` are offsets in the page; the first of them takes the small edits too."""
        start, end = html.find(b">", html.lower().find(b"<body")) + 1, html.lower().rfind(b"</body")
        cuts = [0, start, *sorted(places), end if end > 0 else len(html), len(html)]
        pieces = tuple(html[a:b] for a, b in pairwise(cuts))
        return cls(pieces, sorted(places).index(places[0]))

    def shown(self, state: State) -> bytes:
        n = state.noise
        head, *middle, tail = self.pieces
        first, last = NOISE[0] % (n // 60 % 24, n % 60), NOISE[1] % (1000 + 7 * n, n * n, n + 1, n + 2)
        parts = [head, first, middle[0]]
        for place, piece in enumerate(middle[1:]):
            parts.append(_words(state, small=place == self.small_at))
            parts.append(piece)
        return b"".join((*parts, last, tail))


def _words(state: State, *, small: bool) -> bytes:
    large = b"".join(b"reword%s%d " % (b"abcdefgh"[k : k + 1], state.large) for k in range(8))
    return large * bool(state.large) + (b"amended%d " % state.small if small and state.small else b"")


class Site(asyncio.Protocol):
    """One connection; requests have no body."""

    def __init__(self, pages: list[Page], state: State) -> None:
        self.pages, self.state = pages, state
        self.waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport: asyncio.WriteTransport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            self.transport.write(self.answer(head))
            if b"\r\nconnection: close" in head.lower():
                self.transport.close()

    def answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode().strip("/").split("/")
        if path[0] == "-":
            setattr(self.state, path[1], int(path[2]))
            return _answer("204 No Content", {})
        if not path[0].isdigit():
            return _answer("404 Not Found", {}, b"Nothing here.")
        headers = {"ETag": self.state.etag} if self.state.etags else {}
        if self.state.etags and f"if-none-match: {self.state.etag}".encode() in head.lower():
            return _answer("304 Not Modified", headers)
        page = self.pages[int(path[0])].shown(self.state)
        return _answer("200 OK", headers | {"Content-Type": HTML}, page)


def _answer(status: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    headers |= {"Date": formatdate(usegmt=True), "Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body


async def serve(folder: Path, hosts: int) -> None:
    edits = json.loads((folder / "edits.json").read_text())
    pages = [Page.cut((folder / f"{n}.html").read_bytes(), places) for n, places in enumerate(edits)]
    state, loop, port = State(), asyncio.get_running_loop(), 0
    for host in range(1, hosts + 1):
        server = await loop.create_server(lambda: Site(pages, state), f"127.0.0.{host}", port, backlog=500)
        port = server.sockets[0].getsockname()[1]
    print(port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)  # until who started it is gone


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
