"""How well texts are extracted: on the project's own corpus, or on a folder of pages with what is expected of them.

    ./run python -m tests.benchmarks.pages [FOLDER] [--markdown]

A page is NAME.html or NAME.html.gz beside NAME.json, which has `headline`, `url`, and `paragraphs` (texts) or `blocks`
([kind, text] pairs). Without rules: the generic way is measured. Prints mean bag-of-words F1, mean F1 of exactly equal
blocks, the share of right headlines, CPU time of extraction and of the page's fingerprint, and each page below 0.8.
"""

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

from articles.extraction import ExtractionError, extract, page_fingerprint

CORPUS = Path(__file__).parents[1] / "corpus"
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
SITE = re.compile(r"\s+[|\u2013\u2014\u2022\u00b7-]\s+[^|\u2013\u2014\u2022\u00b7]{2,40}$")
LOW = 0.8


@dataclass(frozen=True, slots=True)
class Measured:
    """One page: F1 of words and of whole blocks, whether the headline is right, CPU milliseconds."""

    name: str
    words: float
    blocks: float
    headline: bool
    extracting: float
    fingerprinting: float


def measure(page: Path, expected: dict[str, Any]) -> Measured:
    html = gzip.decompress(page.read_bytes()) if page.suffix == ".gz" else page.read_bytes()
    url = expected.get("url", "https://page.example/")
    wanted = expected.get("paragraphs") or [text for _, text in expected["blocks"]]
    begun = time.process_time()
    headline, found = extracted(html, url)
    told = time.process_time()
    page_fingerprint(html, url)
    ended = time.process_time()
    return Measured(
        page.name,
        words=f1(words(" ".join(wanted)), words(" ".join(found))),
        blocks=f1([" ".join(words(text)) for text in wanted], [" ".join(words(text)) for text in found]),
        headline=words(headline) in titles(html, expected.get("headline") or headline),
        extracting=1000 * (told - begun),
        fingerprinting=1000 * (ended - told),
    )


def extracted(html: bytes, url: str) -> tuple[str, list[str]]:
    """Headline and blocks; none where the page is refused."""
    try:
        text = extract(html, url)
    except ExtractionError:
        return "", []
    return text.headline, [block.text for block in text.blocks]


def titles(html: bytes, expected: str) -> list[list[str]]:
    """What counts as the page's headline: the expected one, its h1 and its social-media title; site names cut off."""
    root = lxml.html.document_fromstring(html)
    stated = root.xpath("//meta[@property='og:title']/@content")
    found = [expected, *(h1.text_content() for h1 in root.iter("h1")), *stated]
    return [words(expected), *(words(SITE.sub("", title)) for title in found)]


def words(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def f1(wanted: Sequence[str], found: Sequence[str]) -> float:
    common = sum((Counter(wanted) & Counter(found)).values())
    return 2 * common / (len(wanted) + len(found)) if wanted or found else 1.0


def pages_in(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Pages with what is expected of them."""
    for page in sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")]):
        told = page.with_name(page.name.removesuffix(".gz").removesuffix(".html") + ".json")
        expected = json.loads(told.read_text()) if told.exists() else {}
        if expected.get("blocks") or expected.get("paragraphs"):
            yield page, expected


def figures(pages: Sequence[Measured]) -> dict[str, str]:
    def mean(name: str) -> float:
        return statistics.mean(float(getattr(page, name)) for page in pages)

    def times(name: str) -> str:
        taken = sorted(getattr(page, name) for page in pages)
        return f"{statistics.median(taken):.1f} / {taken[int(0.95 * (len(taken) - 1))]:.1f} ms"

    return {
        "pages": str(len(pages)),
        "words F1": f"{mean('words'):.3f}",
        "exact blocks F1": f"{mean('blocks'):.3f}",
        "below 0.8": str(sum(page.words < LOW for page in pages)),
        "headline right": f"{mean('headline'):.1%}",
        "extraction, median / p95": times("extracting"),
        "fingerprint, median / p95": times("fingerprinting"),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    options = parser.parse_args()
    pages = [measure(page, expected) for page, expected in pages_in(options.folder)]
    if not pages:
        parser.error(f"no page with what is expected of it lies in {options.folder}.")
    for name, figure in figures(pages).items():
        print(f"| {name} | {figure} |" if options.markdown else f"{name:28} {figure}")
    for page in pages:
        if page.words < LOW:
            print(f"{page.name}: words {page.words:.2f}, blocks {page.blocks:.2f}")


if __name__ == "__main__":
    main()
