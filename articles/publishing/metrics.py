"""Figures for Prometheus, told from the database: the same whichever process is asked."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Count, Sum
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from articles.models import Candidate, Host, Source, Tally, Version

from .health import examine


def exposition(now: datetime) -> bytes:
    """The text format 0.0.4 of Prometheus. Raises django.db.Error where the database cannot be reached."""
    figures = CollectorRegistry()
    figures.register(_Figures(now))
    return generate_latest(figures)


class _Figures(Collector):
    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> Iterable[Metric]:
        """Nothing is asked of the database when it is registered."""
        return ()

    def collect(self) -> Iterator[Metric]:
        tallies = _tallies()
        yield _visits(tallies.get("visits", {}))
        yield _took(tallies.get("visit_took", {}), tallies.get("visit_seconds", {}))
        kills = tallies.get("parse_kills", {}).get("", 0.0)
        yield CounterMetricFamily("stet_parse_kills", "Parsing processes that were killed or died.", kills)
        yield from _queue(self.now)
        yield from _kept()


def _tallies() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for name, label, value in Tally.objects.values_list("name", "label", "value"):
        found.setdefault(name, {})[label] = value
    return found


def _visits(counts: dict[str, float]) -> Metric:
    visits = CounterMetricFamily("stet_visits", "Checks and polls, by what they came to.", labels=["outcome"])
    for outcome, count in sorted(counts.items()):
        visits.add_metric([outcome.replace(" ", "_")], count)
    return visits


def _took(counts: dict[str, float], seconds: dict[str, float]) -> Metric:
    """Buckets are cumulative, as Prometheus has them."""
    bounds = sorted(counts, key=float)
    sums = [sum(counts[bound] for bound in bounds[: place + 1]) for place in range(len(bounds))]
    buckets = list(zip(bounds, sums, strict=True)) or [("+Inf", 0.0)]
    if buckets[-1][0] != "+Inf":
        buckets.append(("+Inf", sums[-1]))
    told = "Seconds that checks and polls took, fetching and parsing."
    return HistogramMetricFamily("stet_visit_seconds", told, buckets, seconds.get("", 0.0))


def _queue(now: datetime) -> Iterator[Metric]:
    state = examine(now)
    waits = state.oldest_due.total_seconds() if state.oldest_due else 0.0
    yield GaugeMetricFamily(
        "stet_oldest_due_seconds", "How long the longest waiting row has been due.", waits
    )
    yield GaugeMetricFamily("stet_visits_in_flight", "Visits under way.", Host.objects.in_flight())
    polled = state.last_successful_poll
    if polled:
        told = "When a feed was last polled with success (Unix time)."
        yield GaugeMetricFamily("stet_last_successful_poll_seconds", told, polled.timestamp())
    yield GaugeMetricFamily("stet_healthy", "Whether it does its work.", 0 if state.problem else 1)


def _kept() -> Iterator[Metric]:
    sums = Source.objects.aggregate(articles=Sum("articles_count"), changes=Sum("changes_count"))
    yield GaugeMetricFamily("stet_articles", "Articles that are known.", sums["articles"] or 0)
    yield GaugeMetricFamily("stet_changes", "Changes that were found.", sums["changes"] or 0)
    yield GaugeMetricFamily("stet_versions", "Texts that are kept.", Version.objects.count())
    held = GaugeMetricFamily("stet_held_texts", "Texts that wait or are suspect.", labels=["kind"])
    counts = dict(Candidate.objects.held().values_list("kind").annotate(count=Count("pk")))
    for kind in Candidate.Kind.values:
        held.add_metric([kind], counts.get(kind, 0))
    yield held
