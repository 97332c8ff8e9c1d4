"""How fast searching is at size, and what indexing costs a new version.

    ./run python -m tests.benchmarks.search [--passages 200000] [--articles 8000]

Runs on a database of its own beside the one that the settings name (DATABASE_URL; SQLite in a throw-away folder where
there is none), and drops it. Passages of some 40 words, drawn from a vocabulary as texts do (Zipf), a seventh of them
taken out again. Prints milliseconds of wall time, and in brackets the process's own CPU time: on SQLite that is all.
"""

import argparse
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from tests.benchmarks.setting_up import set_up

set_up()

from django.db import connection, transaction  # noqa: E402

from articles.models import Article, Host, Passage, Source  # noqa: E402
from articles.models.passage import State, Words  # noqa: E402
from articles.search import parse, search  # noqa: E402
from articles.versioning import Furniture  # noqa: E402
from tests.factories import make_article, make_text, show  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = 200
VOCABULARY = 60_000
WORDS = 40
AT_ONCE = 2_000
ROUNDS = 40
NONE = Furniture.of(())
Taken = tuple[float, float]
"""Wall and CPU."""

ASKED = {
    "a common word": "{common}",
    "a word": "{middling}",
    "a rare word": "{rare}",
    "a phrase of common words": '"{common} {often}"',
    "rare and common": "{rare} {common}",
    "two middling words": "{middling} {other}",
    "a beginning of two letters": "{two}*",
    "common but not another": "{common} -{often}",
    "common, a small source": "{common} source:s{small}",
    "common, added": "{common} in:added",
    "common, removed": "{common} in:removed",
    "rare, removed": "{rare} in:removed",
    "common, an old day": "{common} before:2026-01-09",
    "nothing like it": "{middling} nosuchword",
}


def vocabulary(chance: random.Random) -> list[str]:
    made: set[str] = set()
    while len(made) < VOCABULARY:
        made.add("".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))))
    return sorted(made, key=lambda word: (len(word), word))


def texts(words: list[str], chance: random.Random) -> Iterator[str]:
    """By Zipf's law: the n-th word is drawn 1/n times as often as the first."""
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    while True:
        yield " ".join(chance.choices(words, cum_weights=weights, k=WORDS)).capitalize() + "."


def fill(passages: int, articles: int, words: list[str], chance: random.Random) -> None:
    """Passages in the order of time; the first source has half of all articles, the last the fewest."""
    sources = Source.objects.bulk_create(
        Source(name=f"Source {n}", slug=f"s{n}", home_url=f"https://{n}.example/") for n in range(SOURCES)
    )
    host = Host.objects.create(address="0.example:443")
    weights = [1 / (n + 1) for n in range(SOURCES)]
    made = Article.objects.bulk_create(
        Article(source=source, host=host, url=f"https://0.example/{n}", fetch_url="x", first_seen_at=START)
        for n, source in enumerate(chance.choices(sources, weights, k=articles))
    )
    said = texts(words, chance)
    for first in range(0, passages, AT_ONCE):
        with transaction.atomic():
            Passage.objects.all()._begin(
                [_passage(made, n, next(said), chance) for n in range(first, first + AT_ONCE)]
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _passage(articles: list[Article], number: int, text: str, chance: random.Random) -> Passage:
    at = START + timedelta(seconds=20 * number)
    article, version = articles[number // 25 % len(articles)], number % 5
    passage = Passage.born_in(
        article, Words(False, text), "paragraph", State(version, version, at), version > 0
    )
    if chance.random() < 1 / 7:
        passage.end(State(version + 1, version + 1, at + timedelta(hours=chance.randint(1, 72))))
    return passage


def asking(words: list[str], chance: random.Random) -> None:
    for name, pattern in ASKED.items():
        taken: list[Taken] = []
        hits = 0
        for _ in range(ROUNDS):
            drawn = {
                "common": words[chance.randint(3, 12)],
                "often": words[chance.randint(13, 40)],
                "middling": words[chance.randint(300, 3_000)],
                "other": words[chance.randint(300, 3_000)],
                "rare": words[chance.randint(20_000, 50_000)],
                "two": words[chance.randint(3_000, 50_000)][:2],
                "small": chance.randint(150, SOURCES - 1),
            }
            query = parse(pattern.format(**drawn))
            with measured(taken):
                hits += len(search(query).hits)
        say(name, taken, f"{hits / ROUNDS:.1f} hits a page")
    middle = START + timedelta(days=20)
    page = search(parse(f"{words[5]} before:{middle:%Y-%m-%d}"))
    deep: list[Taken] = []
    for _ in range(ROUNDS):
        with measured(deep):
            page = search(parse(words[5]), page.older or 0)
    say("common, deep pages", deep)


def writing(words: list[str], chance: random.Random) -> None:
    """What following the index costs: the first text of an article of 25 blocks, then edits of two of them."""
    said = texts(words, chance)
    first: list[Taken] = []
    edited: list[Taken] = []
    for number in range(ROUNDS):
        blocks = [next(said) for _ in range(25)]
        article = make_article(url=f"https://written.example/{number}")
        show(article, make_text("Nothing yet"), START)
        article.passages.all().delete()
        version = article.versions.get()
        for state, taken in ((0, first), (1, edited)):
            text = make_text("Headline", *blocks)
            with measured(taken), transaction.atomic():
                Passage.objects.carry(article, text, state, version, NONE)
            blocks[3:5] = [next(said), next(said)]
    say("written: a first text", first)
    say("written: two blocks edited", edited)


def sizes() -> str:
    """Bytes a passage of the rows and of the index, their indexes included."""
    tables = ("articles_passage", "articles_passage_births", "articles_passage_deaths")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT {', '.join(f'pg_total_relation_size({table!r})' for table in tables)}")
            rows, *index = cursor.fetchone()
        else:
            cursor.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
            size = dict(cursor.fetchall())
            rows = size["articles_passage"] + sum(
                size[name] for name in size if name.startswith("articles_passage_article_")
            )
            index = [sum(size[name] for name in size if name.startswith(f"{table}_")) for table in tables[1:]]
    count = Passage.objects.count()
    return f"{rows / count:.0f} bytes a passage of rows and {sum(index) / count:.0f} of index"


@contextmanager
def measured(taken: list[Taken]) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    taken.append((1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)))


def figures_of(taken: list[Taken]) -> str:
    """Median and p95, wall and CPU."""

    def of(which: int) -> tuple[float, float]:
        ordered = sorted(one[which] for one in taken)
        return statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]

    (median, p95), (cpu_median, cpu_p95) = of(0), of(1)
    return f"median {median:7.1f} ({cpu_median:5.1f})  p95 {p95:7.1f} ({cpu_p95:5.1f})"


def say(name: str, taken: list[Taken], more: str = "") -> None:
    print(f"{connection.vendor:<11} {name:<28} {figures_of(taken)}  {more}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=200_000)
    parser.add_argument("--articles", type=int, default=8_000)
    options = parser.parse_args()
    chance = random.Random(7)
    words = vocabulary(chance)
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        begun = time.perf_counter()
        fill(options.passages, options.articles, words, chance)
        print(
            f"{connection.vendor:<11} {options.passages:,} passages in {time.perf_counter() - begun:.0f} s, {sizes()}"
        )
        asking(words, chance)
        writing(words, chance)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
