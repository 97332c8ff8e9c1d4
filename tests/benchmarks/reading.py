"""How fast pages and feeds are at size: one line a case.

    ./run python -m tests.benchmarks.reading [--changes 200000] [--versions 500] [--words 15000]

Runs on a database of its own beside the one that the settings name (DATABASE_URL; SQLite in a throw-away folder where
there is none), and drops it. Lists, feeds and search have so many changes of 200 sources, each with a passage that came
with it; one article has so many versions of so many words. Prints milliseconds of wall time, in brackets the process's
own CPU time (on SQLite that is all), queries, and the answer's size as sent (gzip).
"""

import argparse
import random
import time
from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta

from tests.benchmarks.setting_up import set_up

set_up()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from limits import parse  # noqa: E402

from articles.models import Article, Change, Passage, Source  # noqa: E402
from articles.models.passage import State, Words  # noqa: E402
from articles.publishing import FORMATS  # noqa: E402
from tests.benchmarks.search import Taken, figures_of, measured, texts, vocabulary  # noqa: E402
from tests.factories import make_article, make_day, make_feed, make_source, make_story, make_text, show  # noqa: E402

START = datetime(2025, 1, 1, tzinfo=UTC)
SOURCES = 200
AT_ONCE = 2_000
APART = timedelta(seconds=150)
ROUNDS = 20
PARAGRAPH = 60
"""Words."""


def fill(changes: int, words: list[str], chance: random.Random) -> None:
    """One change of each source's article, and its copies in the order of time: the first source has most."""
    patterns = [_pattern(number, chance) for number in range(SOURCES)]
    weights = [1 / (number + 1) for number in range(SOURCES)]
    said = texts(words, chance)
    last = [1] * SOURCES
    for first in range(0, changes, AT_ONCE):
        drawn = chance.choices(range(SOURCES), weights, k=min(AT_ONCE, changes - first))
        made = []
        for number, which in enumerate(drawn, start=first):
            last[which] += 1
            made.append(_copy(patterns[which], last[which], START + number * APART, chance))
        with transaction.atomic():
            Change.objects.bulk_create(made)
            Passage.objects.all()._begin([_passage(change, next(said), chance) for change in made])
    for pattern, count in zip(patterns, last, strict=True):
        Article.objects.filter(pk=pattern.article_id).update(changes_count=count)
        Source.objects.filter(pk=pattern.source_id).update(changes_count=count, articles_count=1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pattern(number: int, chance: random.Random) -> Change:
    source = make_source(f"Source {number}", slug=f"s{number}")
    make_feed(source)
    for ago in range(60):
        make_day(
            source,
            (datetime.now(UTC) - timedelta(days=ago)).date(),
            feed_polls=48,
            checks=300,
            changes=chance.randint(0, 9),
        )
    old, new = (
        "The port, with 4,100 workers, will be sold.",
        "The port, with 4,300 workers, will not be sold.",
    )
    return make_story(
        [make_text("Port to be sold", old), make_text("Port not to be sold", new)], source
    ).changes.get()


def _copy(pattern: Change, number: int, at: datetime, chance: random.Random) -> Change:
    change = copy(pattern)
    change.pk, change.number = None, number
    change.not_before, change.not_after = at - timedelta(minutes=20), at
    change.score, change.kind_bits = chance.randint(0, 100), chance.choice((1, 2, 4, 8, 128 + 2, 128))
    change.minor = change.score < 20
    return change


def _passage(change: Change, text: str, chance: random.Random) -> Passage:
    """Born with the change, or, a third of them, taken out by it."""
    at = State(change.number, change.to_number, change.not_after)
    if chance.random() < 2 / 3:
        return Passage.born_in(change.article, Words(False, text), "paragraph", at, added=True)
    passage = Passage.born_in(
        change.article, Words(False, text), "paragraph", State(0, 0, START), added=False
    )
    passage.end(at)
    return passage


def long_article(versions: int, length: int, words: list[str], chance: random.Random) -> Article:
    """Each version has another word in three of its paragraphs; each fifth also a paragraph more for another."""
    article = make_article(make_source("Long", slug="long"))
    said = texts(words, chance)
    paragraphs = [_paragraph(said) for _ in range(length // PARAGRAPH)]
    for number in range(versions):
        show(
            article, make_text(f"Live: day {number // 10}", *paragraphs), START + number * timedelta(hours=1)
        )
        for at in chance.sample(range(len(paragraphs)), 3):
            paragraphs[at] = f"{paragraphs[at][:-1].rpartition(' ')[0]} {chance.choice(words)}."
        if number % 5 == 0:
            paragraphs[chance.randrange(len(paragraphs))] = _paragraph(said)
    return article


def _paragraph(said: Iterator[str]) -> str:
    return " ".join(" ".join(next(said) for _ in range(2)).split()[:PARAGRAPH])


def pages(article: Article, words: list[str], middle: datetime) -> dict[str, str]:
    base, last = article.get_absolute_url(), article.versions_count - 1
    place = f"before={middle:%Y-%m-%dT%H:%M:%SZ},1"
    return {
        "front": "/",
        "front, deep": f"/?{place}",
        "front, one kind": "/?kind=number",
        "front, two small sources": f"/?source=s{SOURCES - 1}&source=s{SOURCES - 2}",
        "front, nothing fits": "/?kind=correction-note",
        "source": "/sources/s0/",
        "source, deep": f"/sources/s0/?{place}",
        "source, one kind": "/sources/s0/?kind=number&score=90",
        "sources": "/sources/",
        "search, common": f"/search/?q={words[5]}",
        "search, removed": f"/search/?q={words[5]}&in=removed",
        "article": base,
        "life": f"{base}?view=life",
        "life without ghosts": f"{base}?view=life&ghosts=off",
        "version": f"{base}versions/{last}/",
        "diff, neighbours": f"{base}diff/{last - 1}/{last}/",
        "diff, full text": f"{base}diff/{last - 1}/{last}/?text=all",
        "diff, first and last": f"{base}diff/0/{last}/",
        "since the first": f"{base}since/0/",
    }


def feeds(article: Article, words: list[str]) -> dict[str, str]:
    kinds = {
        "all": "/feed.{}",
        "source": "/sources/s0/feed.{}",
        "article": f"{article.get_absolute_url()}feed.{{}}",
        "filter": "/feed.{}?source=s0&source=s150&kind=number&score=50",
        "search, common": f"/search/feed.{{}}?q={words[5]}",
        "search, rare": f"/search/feed.{{}}?q={words[20_000]}",
        "search, a source": f"/search/feed.{{}}?q={words[300]}&source=s0",
    }
    return {f"feed, {name}, {form}": path.format(form) for name, path in kinds.items() for form in FORMATS}


def ask(client: Client, name: str, path: str, status: int = 200, etag: str = "") -> str:
    """Its ETag, once it is measured."""
    headers = {"accept-encoding": "gzip"} | ({"if-none-match": etag} if etag else {})
    taken: list[Taken] = []
    for _ in range(ROUNDS):
        with measured(taken):
            response = client.get(path, headers=headers)
        if response.status_code != status:
            raise AssertionError(f"{path} answered {response.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(path, headers=headers)
    size = len(response.content) / 1000
    print(
        f"{connection.vendor:<11} {name:<32} {figures_of(taken)}  {len(queries):2} queries  {size:6.1f} kB",
        flush=True,
    )
    return str(response.headers.get("ETag", ""))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--changes", type=int, default=200_000)
    parser.add_argument("--versions", type=int, default=500)
    parser.add_argument("--words", type=int, default=15_000)
    options = parser.parse_args()
    chance = random.Random(7)
    words = vocabulary(chance)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SEARCH_RATE = parse("1000000/minute")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        begun = time.perf_counter()
        article = long_article(options.versions, options.words, words, chance)
        fill(options.changes, words, chance)
        print(f"{connection.vendor:<11} filled in {time.perf_counter() - begun:.0f} s")
        report(article, words, START + options.changes // 2 * APART)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def report(article: Article, words: list[str], middle: datetime) -> None:
    client = Client()
    for name, path in pages(article, words, middle).items():
        ask(client, name, path)
    for name, path in feeds(article, words).items():
        etag = ask(client, name, path)
        ask(client, f"304 {name}", path, 304, etag)


if __name__ == "__main__":
    main()
