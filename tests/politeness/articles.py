"""Stories on a server whose answers are written byte for byte."""

from collections.abc import Iterable
from datetime import timedelta

from articles.models import Article, Source
from articles.pipeline import Report, run_pass
from articles.versioning import Outcome
from tests.fetching.loopback import LoopbackServer, page
from tests.politeness.feeds import START, at

TEXT = "The harbour is open again after three days of storm, and the ferries sail."


def story_page(*fields: str, text: str = TEXT, status: str = "200 OK") -> bytes:
    body = f"<h1>News: {text[:30]}</h1><p>{text}</p><p>So it was said in the morning: {text}</p>"
    html = f"<html><title>News</title><body><main><article>{body}</article></main></body></html>"
    return page(html.encode(), "Content-Type: text/html; charset=utf-8", *fields, status=status)


def publish(server: LoopbackServer, *paths: str) -> None:
    """A story of its own at each: what several share is no text of any."""
    for path in paths:
        server.answers[path] = story_page(
            text=f"This is what is told at {path} and nowhere else, all of {path}."
        )


def track(server: LoopbackServer, *paths: str) -> list[Article]:
    """Articles at these paths, due at the start."""
    source, _ = Source.objects.get_or_create(name="Harbour Post", slug="harbour-post")
    return [Article.objects.track(server.url(path), source, START)[0] for path in paths]


def visit_all(since_start: timedelta) -> list[Report]:
    """One pass that long after the start over everything, due or not."""
    return list(run_pass(at(since_start), everything=True))


def outcomes(reports: Iterable[Report]) -> list[Outcome]:
    return [report.outcome for report in reports]
