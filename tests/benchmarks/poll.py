"""What a check costs: CPU over all processes of the product, for each thing that a check may come to.

    ./run python -m tests.benchmarks.poll [--way poll|serve] [--pages FOLDER] [--repeats 3] [--markdown]

Checks the pages of a folder (NAME.html or NAME.html.gz; data/pages of STET_SHARED or of ../shared where it is there,
else the tests' own corpus), served by a process of its own on many loopback addresses, as articles of a database of
its own beside the one that DATABASE_URL names (SQLite in a throw-away folder where there is none), and drops it. What
a PostgreSQL server takes is not counted. Each figure is the median of the repeats. Checks are made as `manage.py poll`
makes them, or by Celery's worker and beat as in `manage.py serve`. "bare" is `requests.get` on each of the same
addresses, in a loop and a process of its own. At last the front page is asked for, of a product that serves as
`manage.py serve` does, once while nothing is polled and once while everything is.
"""

import argparse
import gzip
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from articles.extraction import ExtractionError, extract, page_fingerprint
from tests.benchmarks.poll_site import HTML, Page, State

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "tests" / "corpus"
URL = "http://127.0.0.1/"
HOSTS = 64
FRONT_PAGES, PACE = 200, 0.03
MOST_SETTLING = 6
FEWEST_CHARACTERS = 60
BARE = """
import sys, time, requests
port, hosts, pages, etag, times = sys.argv[1], *map(int, sys.argv[2:4]), sys.argv[4], int(sys.argv[5])
urls = [f"http://127.0.0.{1 + n % hosts}:{port}/{n}" for n in range(pages)]
headers = {"If-None-Match": etag} if etag else {}
for url in urls:
    requests.get(url, headers=headers).content
begun = time.process_time()
for _ in range(times):
    for url in urls:
        requests.get(url, headers=headers).content
print((time.process_time() - begun) / times / pages)
"""


@dataclass
class Line:
    """A case: milliseconds of CPU per check in each repeat, those of the bare loop, and what the checks came to."""

    name: str
    taken: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)

    @property
    def median(self) -> float:
        return statistics.median(self.taken)

    def cells(self) -> list[str]:
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))
        bare = statistics.median(self.bare)
        return [
            self.name,
            f"{self.median:.2f}",
            f"{bare:.2f}",
            f"{self.median / bare:.1f}",
            f"{1000 / self.median:.0f}",
            outcomes,
        ]


HEADS = ["check", "ms", "bare ms", "ratio", "per CPU s", "came to"]


def prepare(pages: Path, folder: Path) -> int:
    """Copy those pages that have a text with three paragraphs to edit, and take the site's noise for no part of it;
    how many.
    """
    edits: list[list[int]] = []
    for page in sorted([*pages.rglob("*.html"), *pages.rglob("*.html.gz")]):
        html = gzip.decompress(page.read_bytes()) if page.suffix == ".gz" else page.read_bytes()
        if (places := places_to_edit(html)) and shows_edits_alone(html, places):
            (folder / f"{len(edits)}.html").write_bytes(html)
            edits.append(places)
    (folder / "edits.json").write_text(json.dumps(edits))
    return len(edits)


def shows_edits_alone(html: bytes, places: list[int]) -> bool:
    """Whether the text shows each edit, and the page's fingerprint is the same whatever clock and counters show."""
    page = Page.cut(html, places)
    states = [State(noise=noise) for noise in (1, 2, 300)]
    same = {page_fingerprint(page.shown(state), URL, None, HTML) for state in states}
    edited = [extract(page.shown(state), URL, None, HTML) for state in (State(large=1), State(small=1))]
    words = [" ".join(block.text for block in text.blocks).split() for text in edited]
    return len(same) == 1 and words[0].count("reworda1") == len(places) and words[1].count("amended1") == 1


def places_to_edit(html: bytes) -> list[int]:
    """Offsets of a word in each of three paragraphs that stand in the page once, as they are in its text."""
    try:
        text = extract(html, URL, None, HTML)
    except ExtractionError:
        return []
    places = []
    for block in sorted(text.blocks, key=lambda block: -len(block.text)):
        said = block.text.encode()
        word = said.find(b" ", len(said) // 2) + 1
        if block.kind == "paragraph" and len(said) >= FEWEST_CHARACTERS and word and html.count(said) == 1:
            places.append(html.find(said) + word)
    return places[:3] if len(places) >= 3 else []


@contextmanager
def process(*arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A Python of its own that ends once its standard input does."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as running:
        try:
            yield running
        finally:
            assert running.stdin is not None
            running.stdin.close()
            try:
                running.wait(timeout=20)
            except subprocess.TimeoutExpired:
                running.kill()


def told(running: subprocess.Popen[str], *command: object) -> Any:
    """The answer of the process; to a command, where there is one."""
    assert running.stdin is not None
    assert running.stdout is not None
    if command:
        running.stdin.write(json.dumps(command) + "\n")
        running.stdin.flush()
    line = running.stdout.readline()
    if not line:
        raise RuntimeError(f"{running.args!r} ended by itself")
    return json.loads(line)


class Measuring:
    """`site` and `own_port` are ports, of the site and of the product."""

    def __init__(self, site: int, own_port: int, pages: int, product: subprocess.Popen[str]) -> None:
        self.site, self.own_port, self.pages, self.product = site, own_port, pages, product
        self.state = {"noise": 1, "small": 0, "large": 0, "etags": 0}
        self.lines: dict[str, Line] = {}
        for key in self.state:
            self.show(key, self.state[key])

    def show(self, key: str, value: int) -> None:
        self.state[key] = value
        requests.get(f"http://127.0.0.1:{self.site}/-/{key}/{value}", timeout=10).raise_for_status()

    def turn(self, key: str) -> None:
        self.show(key, self.state[key] + 1)

    def settle(self) -> None:
        """Check until nothing is held."""
        for _ in range(MOST_SETTLING):
            if not told(self.product, "check")["held"]:
                return

    def line(self, name: str, etag: str = "") -> None:
        """Check every article, and ask for every page in the bare loop."""
        line = self.lines.setdefault(name, Line(name))
        done = told(self.product, "check")
        line.taken.append(1000 * done["cpu"] / self.pages)
        line.outcomes = done["outcomes"]
        line.bare.append(1000 * self.bare(etag))

    def bare(self, etag: str) -> float:
        command = [sys.executable, "-c", BARE, str(self.site), str(HOSTS), str(self.pages), etag, "3"]
        return float(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)

    def repeat(self) -> None:
        self.show("etags", 1)
        self.settle()  # which learns the validators
        etag = '"{noise}-{small}-{large}"'.format(**self.state)
        self.line("304", etag)
        self.show("etags", 0)
        self.settle()
        self.line("same bytes")
        before = told(self.product, "fingerprints")
        self.turn("noise")
        self.line("changed bytes, same text")
        after = told(self.product, "fingerprints")
        known = sum(old[0] == new[0] and old[1] != new[1] for old, new in zip(before, after, strict=True))
        self.lines["changed bytes, same text"].outcomes["known by fingerprint"] = known
        self.turn("large")
        self.line("large edit: a version at once")
        self.settle()
        self.turn("small")
        self.line("small edit: held")
        self.line("small edit seen again: a version")
        self.settle()


def front_page(url: str) -> list[float]:
    """Milliseconds of each answer, in order of size, at an even pace."""
    session, taken = requests.Session(), []
    while len(taken) < FRONT_PAGES:
        begun = time.perf_counter()
        session.get(url, timeout=30).raise_for_status()
        taken.append(1000 * (time.perf_counter() - begun))
        time.sleep(PACE)
    return sorted(taken)


def p95(times: list[float]) -> float:
    return times[int(0.95 * (len(times) - 1))]


def answering(measuring: Measuring) -> str:
    """What the front page takes while nothing is polled, and while everything is, again and again."""
    url, polling = f"http://127.0.0.1:{measuring.own_port}/", list[float]()
    front_page(url)
    idle = front_page(url)
    asking = threading.Thread(target=lambda: polling.extend(front_page(url)))
    asking.start()
    checks, begun = 0, time.perf_counter()
    while asking.is_alive():
        measuring.turn("noise")
        checks += sum(told(measuring.product, "check")["outcomes"].values())
    rate = checks / (time.perf_counter() - begun)
    return (
        f"front page, median / p95: idle {statistics.median(idle):.1f} / {p95(idle):.1f} ms, "
        f"at {rate:.0f} checks a second "
        f"{statistics.median(polling):.1f} / {p95(polling):.1f} ms, p95 {p95(polling) / p95(idle):.1f}-fold"
    )


def table(rows: list[list[str]], markdown: bool) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    if not markdown:
        return "\n".join("  ".join(line).rstrip() for line in lines)
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def measure(folder: Path, pages: int, way: str, repeats: int) -> list[Line]:
    """Each case's line."""
    with polled(folder, pages, way) as measuring:
        for _ in range(repeats):
            measuring.repeat()
        return list(measuring.lines.values())


@contextmanager
def polled(folder: Path, pages: int, way: str) -> Iterator[Measuring]:
    """The site and a product that has seen all its pages."""
    with process("-m", "tests.benchmarks.poll_site", str(folder), str(HOSTS)) as site:
        port, own_port = told(site), free_port()
        told_to = environment(folder, own_port)
        with process("-m", "tests.benchmarks.poll_product", way, **told_to) as product:
            told(product, "fill", [f"http://127.0.0.{1 + n % HOSTS}:{port}/{n}" for n in range(pages)])
            measuring = Measuring(port, own_port, pages, product)
            measuring.settle()
            yield measuring


def environment(folder: Path, port: int) -> dict[str, str]:
    """The settings' defaults, but for what a loopback site needs."""
    return {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "STET_ENV_FILE": os.devnull,
        "STET_DATA_DIR": str(folder),
        "STET_LOG_LEVEL": "WARNING",
        "FETCH_ALLOW_NETS": "127.0.0.0/8",
        "FETCH_HOST_GAP": "0",
        "PORT": str(port),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def shared_pages() -> Path:
    shared = Path(os.environ.get("STET_SHARED", ROOT.parent / "shared")) / "data" / "pages"
    return shared if shared.is_dir() else CORPUS


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--way", choices=("poll", "serve"), default="poll")
    parser.add_argument("--pages", type=Path, default=shared_pages())
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stet-benchmark-", ignore_cleanup_errors=True) as folder:
        pages = prepare(options.pages, Path(folder))
        if not pages:
            parser.error(f"no page with three paragraphs lies in {options.pages}.")
        lines = measure(Path(folder), pages, options.way, options.repeats)
        with polled(Path(folder), pages, "serve") as measuring:
            answers = answering(measuring)
    engine = os.environ.get("DATABASE_URL", "sqlite").partition(":")[0]
    print(f"{pages} pages, {options.way}, {engine}; milliseconds of CPU per check")
    print(table([HEADS, *(line.cells() for line in lines)], options.markdown))
    print(answers)


if __name__ == "__main__":
    main()
