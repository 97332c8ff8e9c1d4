"""The queue, the hosts, the index of search, and whether anybody can sign in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q
from django.utils import timezone

from articles.models import Article, Feed
from articles.pipeline import not_indexed
from articles.publishing import about, examine, number, tell_hosts, troubled_hosts
from articles.publishing.health import TOO_LATE

from .finding import Finding, Level

LISTED = 20


def check_admins(_now: datetime) -> Iterator[Finding]:
    if get_user_model()._default_manager.filter(is_superuser=True, is_active=True).exists():
        yield Finding(Level.OK, "admin", "there is one")
    else:
        yield Finding(Level.WARN, "admin", "nobody can sign in: run ./run manage createsuperuser")


def check_queue(now: datetime) -> Iterator[Finding]:
    feeds, articles = _counted(Feed, now), _counted(Article, now)
    yield Finding(Level.OK, "feeds", _told(feeds))
    yield Finding(Level.OK, "articles", _told(articles))
    yield _waiting(now, feeds["due"] + articles["due"])
    if lost := feeds["lost"] + articles["lost"]:
        text = (
            f"{number(lost, 'visit')} broken off, since workers ended; what is due is visited again by itself"
        )
        yield Finding(Level.WARN, "queue", text)


def _counted(model: type[Feed] | type[Article], now: datetime) -> dict[str, Any]:
    """One reading of the whole table, a second for each million rows."""
    counted = {
        "all": Q(),
        "checked": Q(next_check_at__isnull=False),
        "paused": Q(paused=True),
        "failing": Q(failures__gt=0, next_check_at__isnull=False),
        "due": Q(next_check_at__lte=now),
        "lost": Q(lease_until__lte=timezone.now()),
    }
    return model._default_manager.aggregate(
        **{name: Count("pk", filter=which) for name, which in counted.items()}
    )


def _told(counts: dict[str, Any]) -> str:
    stopped = counts["all"] - counts["checked"] - counts["paused"]
    parts = [f"{counts['all']:,}: {counts['checked']:,} checked"]
    parts += [f"{counts['failing']:,} of these in vain at present"] if counts["failing"] else []
    parts += [f"{counts['paused']:,} paused"] if counts["paused"] else []
    parts += [f"{stopped:,} no longer checked"] if stopped else []
    return ", ".join(parts)


def _waiting(now: datetime, due: int) -> Finding:
    health = examine(now)
    if health.oldest_due is None:
        return Finding(Level.OK, "queue", f"{due:,} due, their hosts blocked" if due else "nothing is due")
    told = f"{due:,} due, the longest for {about(health.oldest_due)}"
    if health.problem:
        text = f"{told}, and nothing was visited for over an hour: is a worker running, as ./run starts one?"
        return Finding(Level.FAIL, "queue", text)
    if health.oldest_due > TOO_LATE:
        text = f"{told}: more is due than is fetched; give busy sources a budget, or run more workers"
        return Finding(Level.WARN, "queue", text)
    return Finding(Level.OK, "queue", told)


def check_hosts(now: datetime) -> Iterator[Finding]:
    hosts = list(troubled_hosts(now)[: LISTED + 1])
    if not hosts:
        yield Finding(Level.OK, "hosts", "none is blocked or fails")
    for told in tell_hosts(hosts[:LISTED], now):
        yield Finding(Level.WARN, "host", told)
    if len(hosts) > LISTED:
        yield Finding(Level.WARN, "hosts", "there are more; the admin lists them all")


def check_search(_now: datetime) -> Iterator[Finding]:
    if missing := not_indexed().count():
        text = f"{number(missing, 'article')} cannot be found, not being indexed: run ./run manage index"
        yield Finding(Level.WARN, "search", text)
    else:
        yield Finding(Level.OK, "search", "every article is indexed")
