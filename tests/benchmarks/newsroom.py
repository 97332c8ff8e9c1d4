"""Whether the whole pipeline keeps the truth of the town's news, over days of virtual time.

    ./run python -m tests.benchmarks.newsroom [--days 3] [--noise 0,1,2] [--seed 1] [--markdown]

Follows the town's three outlets from one due moment to the next, over real HTTP, into a database of its own (beside
the one that DATABASE_URL names; SQLite in a throw-away folder where there is none), and drops it. Prints a table of
what the town's log could see against what is stored, then all that is wrong, story by story; exits with 1 where
anything is. A state is a text, a removal or a return; all times are virtual hours since the town opened.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.newsroom import Town, open_town
from tests.newsroom.edits import Text
from tests.newsroom.judging import KINDS, History, Told, Verdict, judge_town

if TYPE_CHECKING:
    from articles.models import Article, Version

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
LONGEST_SETTLING = timedelta(hours=2)
"""How much longer the town is followed where differing texts are still held at the end."""
SHORTEST_STEP = timedelta(seconds=10)
LEFT_OUT = ("STET_", "FETCH_", "PARSE_", "POLL_", "FEED_", "LEASE")
HEADS = ("noise", "checks", "fetches", "seen", "stored", *KINDS)


class Watch:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of one level of noise; `seconds` are real ones."""

    noise: int
    checks: int
    fetches: int
    seconds: float
    verdicts: Sequence[Verdict]

    @property
    def is_true(self) -> bool:
        return not any(verdict.wrong for verdict in self.verdicts)

    def row(self) -> tuple[int, ...]:
        """The figures under HEADS."""
        wrong = Counter(wrong.kind for verdict in self.verdicts for wrong in verdict.wrong)
        seen, stored = (
            sum(getattr(verdict, name) for verdict in self.verdicts) for name in ("seen", "stored")
        )
        return (self.noise, self.checks, self.fetches, seen, stored, *(wrong[kind] for kind in KINDS))

    def wrongs(self) -> Iterator[str]:
        """A line for each thing that is wrong."""
        for verdict in self.verdicts:
            for wrong in verdict.wrong:
                yield f"noise {self.noise}  {verdict.story}  {wrong.kind}: {wrong.detail}"


def measure(seed: int, noise: int, span: timedelta) -> Measured:
    """Follow the town for `span` of virtual time into the present database, which must be empty."""
    from articles.models import Article

    begun, watch = time.perf_counter(), Watch()
    with open_town(seed, noise, watch) as town:
        follow(town, watch, span)
        verdicts = judge_town(town, {article.url: history_of(article) for article in Article.objects.all()})
        checks = sum(Article.objects.values_list("checks_count", flat=True))
        return Measured(noise, checks, len(town.log), time.perf_counter() - begun, verdicts)


def follow(town: Town, watch: Watch, span: timedelta) -> None:
    """Poll and check the town's outlets whenever something is due, until the span is over and no text is held."""
    from articles.pipeline import add_source, run_pass

    for url in town.urls.values():
        add_source(f"{url}/", watch)
    end = watch.time + span
    while (due := next_due()) <= end or (due <= end + LONGEST_SETTLING and is_unsettled()):
        watch.time = max(due, watch.time + SHORTEST_STEP)
        for report in run_pass(watch):
            if "internal error" in report.detail:
                raise RuntimeError(report)
    watch.time = max(watch.time, end)


def next_due() -> datetime:
    from django.db.models import Min

    from articles.models import Article, Feed

    times = [rows.objects.aggregate(at=Min("next_check_at"))["at"] for rows in (Feed, Article)]
    return min(at for at in times if at is not None)


def is_unsettled() -> bool:
    """Whether any differing text is still held."""
    from articles.models import Article
    from articles.versioning import Outcome

    return Article.objects.filter(last_outcome=Outcome.CANDIDATE).exists()


def history_of(article: "Article") -> History:
    """What is told of an article: what proved spurious is not. Changes stand in their own order; what happened besides
    is put between by time.
    """
    everything = list(article.versions.readable().order_by("number"))
    versions = [version for version in everything if version.superseded_by_id is None]
    texts = {version.pk: shown(version) for version in everything}
    told = [
        Told(texts[version.pk], version.first_seen_at - START, f"version {version.number}")
        for version in versions[:1]
    ]
    for change in article.changes.visible().order_by("number"):
        told.append(Told(texts[change.to_version_id], change.not_after - START, f"change {change.number}"))
    for event in article.events.filter(kind__in=("removed", "back")).order_by("happened_at", "pk"):
        at = event.happened_at - START
        place = next((place for place, step in enumerate(told) if step.at >= at), len(told))
        told.insert(place, Told(event.kind, at, "event"))
    return History([texts[version.pk] for version in versions], told)


def shown(version: "Version") -> Text:
    """The text of a version as a reader sees it."""
    from articles.models import SiteFurniture

    text = version.shown(SiteFurniture.objects.of(version.article_id, version.article.source_id))
    return Text(text.headline, text.byline, tuple(block.text for block in text.blocks))


def table(rows: Sequence[Sequence[object]], markdown: bool) -> str:
    """Rows under HEADS, all figures to the right."""
    cells = [list(map(str, row)) for row in (HEADS, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [[cell.rjust(width) for cell, width in zip(row, widths, strict=True)] for row in cells]
    if not markdown:
        return "\n".join("  ".join(line) for line in lines)
    lines.insert(1, [f"{'-' * (width - 1)}:" for width in widths])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def measure_apart(seed: int, noise: int, span: timedelta) -> Measured:
    """As `measure`, in a database that is made and dropped."""
    from django.db import connection

    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        return measure(seed, noise, span)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def set_up(folder: str) -> None:
    """Django, told nothing but what is measured. The parsers' processes begin with this module too, and do without."""
    for name in [name for name in os.environ if name.startswith(LEFT_OUT)]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        "STET_ENV_FILE": os.devnull,
        "STET_DATA_DIR": folder,
        "STET_LOG_LEVEL": "WARNING",
        "FETCH_ALLOW_NETS": "127.0.0.0/8",
        "FETCH_HOST_GAP": "0",
    }
    import django

    django.setup()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=float, default=3)
    parser.add_argument("--noise", default="0,1,2")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stet-benchmark-", ignore_cleanup_errors=True) as folder:
        set_up(folder)
        measured = []
        for noise in map(int, options.noise.split(",")):
            measured.append(measure_apart(options.seed, noise, timedelta(days=options.days)))
            print(f"noise {noise} took {measured[-1].seconds:.0f} s", file=sys.stderr, flush=True)
    print(table([level.row() for level in measured], options.markdown))
    for line in (line for level in measured for line in level.wrongs()):
        print(line)
    sys.exit(not all(level.is_true for level in measured))


if __name__ == "__main__":
    main()
