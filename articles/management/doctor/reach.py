"""Whether the sites that are polled can be reached from this machine."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings

from articles.fetching import FetchError, Policy, reach
from articles.models import Feed
from articles.publishing import number

from .finding import Finding, Level

TRIED = 3
PATIENCE = timedelta(seconds=4)
"""For each host, its name's look-up included."""


def check_reach(now: datetime) -> Iterator[Finding]:
    """Connects to the hosts of a few feeds, those that were polled last, and says nothing to them."""
    urls = _some_addresses(now)
    failures = [failure for url in urls if (failure := _failure(url))]
    if not urls:
        return
    if not failures:
        yield Finding(Level.OK, "reach", f"{number(len(urls), 'host')} of feeds can be connected to")
    elif len(failures) == len(urls):
        text = f"{failures[0]}; is this machine online, does its name server answer, does a firewall stop it?"
        yield Finding(Level.FAIL, "reach", text)
    else:
        for failure in failures:
            yield Finding(Level.WARN, "reach", f"{failure}; others are reached")


def _some_addresses(now: datetime) -> list[str]:
    """One of each host, as far as it is not to be left alone."""
    polled = Feed.objects.filter(next_check_at__isnull=False).exclude(host__blocked_until__gt=now)
    found: dict[int, str] = {}
    for host, url in polled.order_by("-last_checked_at").values_list("host", "url")[: 10 * TRIED]:
        found.setdefault(host, url)
    return list(found.values())[:TRIED]


def _failure(url: str) -> str:
    policy = Policy(
        user_agent=settings.FETCH_USER_AGENT,
        deadline=PATIENCE,
        max_bytes=1,
        allow_nets=settings.FETCH_ALLOW_NETS,
        only_nets=settings.FETCH_ONLY_NETS,
    )
    try:
        reach(url, policy)
    except FetchError as error:
        return str(error).rstrip(".")
    return ""
