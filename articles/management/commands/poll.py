"""One pass over what is due, then exit: for cron, tests and replays."""

import logging
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles import parsing
from articles.models import Article, Feed
from articles.notifying import Couriers
from articles.pipeline import raise_alerts, run_pass
from articles.publishing import number

EARLIEST, LATEST = 1970, 2199
ALERTS_WITHIN = 60.0
"""Seconds for the alerts at the end of a pass: what is not delivered by then stays due."""


class Command(BaseCommand):
    help = "Polls the feeds and checks the articles that are due, once, in this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--all",
            action="store_true",
            help="everything, due or not; but never against robots.txt, Retry-After or a lease",
        )
        parser.add_argument("--at", metavar="TIME", help="the pass's clock, as 2026-11-24T10:00Z; else now")

    def handle(self, *args: Any, **options: Any) -> None:
        at = moment(options["at"]) if options["at"] else None
        if sys.stderr.isatty():  # who watches has a line for each visit already
            logging.getLogger("articles.pipeline.working").setLevel(logging.WARNING)
        try:
            self._poll(at, options["all"])
            self._send_alerts(lambda: at or timezone.now())
        except KeyboardInterrupt as interrupt:
            raise CommandError("Stopped. What was not visited stays due.", returncode=130) from interrupt
        finally:
            parsing.stop()

    def _poll(self, at: datetime | None, everything: bool) -> None:
        outcomes: Counter[str] = Counter()
        with closing(run_pass(lambda: at or timezone.now(), everything)) as reports:
            for report in reports:
                outcomes[report.outcome] += 1
                self.stdout.write(str(report))
        counts = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        self.stdout.write(f"{outcomes.total()} visited: {counts}" if counts else "Nothing was visited.")
        now = at or timezone.now()
        if waiting := Feed.objects.due(now).count() + Article.objects.due(now).count():
            self.stdout.write(
                f"{waiting} due, but their hosts are left alone for now (429, 503 or an outage)."
            )

    def _send_alerts(self, clock: Callable[[], datetime]) -> None:
        raise_alerts(clock)
        if sent := Couriers().empty_outbox(clock, ALERTS_WITHIN):
            self.stdout.write(f"{number(sent, 'attempt')} to deliver alerts; the admin lists how they went.")


def moment(text: str) -> datetime:
    """The time in UTC; taken for UTC where no zone is said."""
    try:
        parsed = parse_datetime(text)
    except ValueError:
        parsed = None
    if parsed is None or not EARLIEST <= parsed.year <= LATEST:
        raise CommandError(f"--at {text!r} is no time; write it like 2026-11-24T10:00Z.")
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
