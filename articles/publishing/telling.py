"""A source's figures in plain sentences, the same on its page and in the terminal. None is without its denominator."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from articles.models import Feed, Host
from articles.scheduling import hints_are_trusted
from articles.versioning import Outcome

from .figures import COUNTED, DAY, Candour, Figures, Sample, Tally
from .spans import about

MANY, LARGE_SHARE = 3, 0.1
"""So many failing articles, and so large a share of those checked, are no longer single pages that went wrong."""
STATES = ("answering", "failing", "not polled yet", "not polled any more", "paused")

OUTCOMES: dict[str, tuple[str, str]] = {
    Outcome.NEW_VERSION: ("new version", "new versions"),
    Outcome.RETURN: ("return to an earlier text", "returns to an earlier text"),
    Outcome.FLAPPING: ("back and forth between two texts", "back and forth between two texts"),
    Outcome.CANDIDATE: ("new text that is held", "new texts that are held"),
    Outcome.FORBIDDEN: ("forbidden by robots.txt", "forbidden by robots.txt"),
    Outcome.NOT_FOLLOWED: ("redirect that was not followed", "redirects that were not followed"),
    Outcome.WALLED: ("behind a wall", "behind a wall"),
}
"""What is said of one check that came to this, and of several; the others are said by their names."""


class Told(NamedTuple):
    label: str
    text: str


def tell(figures: Figures) -> tuple[Told, ...]:
    """What it cost, what that brought, and what becomes of its articles."""
    told = (
        Told("Fetches", _fetches(figures)),
        Told("Brought", _brought(figures.month)),
        Told("Budget", _budget(figures)),
        Told("Hints", _hints(figures)),
        Told("New articles", _new_articles(figures)),
        Told("Changed", _changed(figures.sample)),
        Told("Corrections", _corrections(figures.candour)),
        Told("Checking", _checking(figures.sample)),
        Told("Last checks", _outcomes(figures.sample)),
    )
    return tuple(line for line in told if line.text)


def tell_health(figures: Figures) -> tuple[str, ...]:
    """How its feeds and hosts do, and what is wrong; what is wrong with each feed, `tell_feed` says."""
    return (tell_feeds(figures.feeds), *_warnings(figures), *tell_hosts(figures.hosts, figures.now))


def tell_troubles(figures: Figures) -> tuple[str, ...]:
    """What is wrong with it, feed by feed, its hosts left aside: nothing where all is well."""
    of_feeds = (
        f"{feed.title or feed.url}: {trouble}" for feed in figures.feeds if (trouble := tell_feed(feed))
    )
    return (*of_feeds, *_warnings(figures))


def tell_feed(feed: Feed) -> str:
    """What is wrong with a feed; empty where nothing is. That it is paused was somebody's wish."""
    if feed.paused:
        return ""
    if feed.next_check_at is None:
        return f"not polled any more: {feed.stopped or 'nobody knows why'}"
    if feed.failures:
        times = "its last poll" if feed.failures == 1 else f"its last {feed.failures:,} polls"
        return f"{times} brought nothing ({feed.last_outcome}: {clause(feed.last_error) or 'no reason was given'})"
    return ""


def tell_hosts(hosts: Iterable[Host], now: datetime) -> Iterator[str]:
    """What keeps each of these hosts from being fetched from."""
    for host in hosts:
        if host.blocked_until and host.blocked_until > now:
            yield f"{host.address} is left alone: nothing is fetched there before {_moment(host.blocked_until)}."
        if host.is_out and host.failing_since:
            visits = number(host.failures, "visit")
            yield f"{host.address} has brought nothing since {_moment(host.failing_since)} ({visits})."
        if host.robots_status and host.robots_status >= 500:
            answer = f"robots.txt of {host.address} answered {host.robots_status}"
            yield f"{answer}: until it can be read, nothing is fetched there."


def clause(sentence: str) -> str:
    """A reason that was kept as a sentence, to stand within another one."""
    return sentence.removesuffix(".")


def day_in_words(day: date) -> str:
    return f"{day:%-d %B %Y}"


def number(count: float, noun: str) -> str:
    """Counted: "1 change", "1,730 changes"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _period(month: Tally, today: date) -> str:
    first = today - (COUNTED - 1) * DAY
    if month.since is None or month.since <= first:
        return f"in the last {COUNTED} days"
    return f"since {day_in_words(month.since)}"


def _fetches(figures: Figures) -> str:
    month = figures.month
    period = _period(month, figures.now.date())
    if not month.fetches:
        return f"None {period}."
    parts = (
        (month.feed_polls, "{} of feeds"),
        (month.sitemap_polls, "{} of news sitemaps"),
        (month.checks, "{} of articles as the schedule had it"),
        (month.hinted_checks, "{} because a feed hinted at a change"),
        (month.confirmations, "{} to look again at a text that was held"),
    )
    listed = ", ".join(text.format(f"{count:,}") for count, text in parts if count)
    return f"{month.fetches:,} {period}: {listed}. {_failed(month)}"


def _failed(month: Tally) -> str:
    if not month.failures:
        return "All of them brought something."
    return f"{month.failures:,} of them ({_share(month.failures, month.fetches)}) brought nothing."


def _brought(month: Tally) -> str:
    if not month.fetches:
        return ""
    found = number(month.articles, "new article")
    if month.fetches_per_article is not None:
        found += f", one for every {month.fetches_per_article:,.1f} fetches"
    changes = number(month.changes, "change")
    if month.changes_per_hundred is not None and month.changes:
        changes += f", {month.changes_per_hundred:,.1f} in a hundred fetches"
    return f"{found}; {changes}."


def _budget(figures: Figures) -> str:
    source, spent = figures.source, figures.spent_yesterday
    yesterday = "" if spent is None else f", spent {spent:,} yesterday"
    if source.fetches_per_day is None:
        return f"None is set{yesterday}."
    budget = f"{source.fetches_per_day:,} a day{yesterday}"
    if source.price <= 1:
        return f"{budget}; it is enough for all that the schedule asks for."
    return f"{budget}; it is short, so a check is priced {source.price:.1f} times, and fewer are made."


def _hints(figures: Figures) -> str:
    hints, right = figures.source.hints_count, figures.source.hints_right_count
    if not hints:
        return "None was followed yet."
    told = f"Of the latest {hints:,} that were followed, {right:,} ({_share(right, hints)}) led to a change."
    if hints_are_trusted(hints, right, nth=1):
        return told
    return f"{told} That is too few: only one in twenty is followed."


def _new_articles(figures: Figures) -> str:
    found = f"{figures.found_in_24_hours:,} in the last 24 hours"
    if figures.usual_a_day is None:
        return f"{found}; it is not known yet how many are usual."
    return f"{found}; {figures.usual_a_day:g} a day are usual (the median of {figures.usual_of} days)."


def _changed(sample: Sample) -> str:
    if not sample.articles:
        return ""
    told = f"{sample.changed:,} of {_which(sample)} ({_share(sample.changed, sample.articles)})"
    if sample.first_change is None:
        return f"{told}."
    return f"{told}, half of these within {about(sample.first_change)} of being found."


def _corrections(candour: Candour) -> str:
    if not candour.changes:
        return ""
    which = f"its {number(candour.changes, 'change')} of substance"
    if not candour.is_whole and candour.since:
        which = f"its latest {candour.changes:,} changes of substance, found since {day_in_words(candour.since.date())}"
    noted, silent = (_share(part, candour.changes) for part in (candour.noted, candour.silent))
    return (
        f"Of {which}, {candour.noted:,} ({noted}) came with a correction note or changed one, "
        f"and {candour.silent:,} ({silent}) with neither a note nor a new date."
    )


def _checking(sample: Sample) -> str:
    if not sample.articles:
        return ""
    failing = f" ({sample.failing:,} in vain at present)" if sample.failing else ""
    parts = [f"{_are(sample.checked)} still checked{failing}", f"{sample.retired:,} no longer"]
    if sample.paused:
        parts.append(f"{_are(sample.paused)} paused")
    removed = f"; {_are(sample.removed)} removed from the site" if sample.removed else ""
    return f"Of {_which(sample)}, {', '.join(parts)}{removed}."


def _outcomes(sample: Sample) -> str:
    if not sample.outcomes:
        return ""
    listed = ", ".join(_came_to(outcome, count) for outcome, count in sample.outcomes)
    return f"The last check of each of {_which(sample)} came to: {listed}."


def _came_to(outcome: str, count: int) -> str:
    """What so many checks came to, as one reads it; "unchanged" and others are the same of one and of many."""
    one, many = OUTCOMES.get(outcome, (outcome, outcome))
    return f"{count:,} {one if count == 1 else many}"


def _which(sample: Sample) -> str:
    if sample.is_whole:
        return f"its {number(sample.articles, 'article')}"
    since = f", found since {day_in_words(sample.since.date())}" if sample.since else ""
    return f"its latest {sample.articles:,} articles{since}"


def tell_feeds(feeds: Sequence[Feed]) -> str:
    """How all feeds of a source do, in one sentence."""
    if not feeds:
        return "No feed is polled; its articles were added one by one."
    states = Counter(map(_state, feeds))
    if len(states) == 1:
        told = f"{'Its only feed' if len(feeds) == 1 else f'All {len(feeds)} feeds'}: {_state(feeds[0])}"
    else:
        told = (
            f"Of {len(feeds)} feeds, {', '.join(f'{states[name]} {name}' for name in STATES if states[name])}"
        )
    polls = [feed.last_checked_at for feed in feeds if feed.last_checked_at]
    return f"{told}; last poll {_moment(max(polls))}." if polls else f"{told}."


def _state(feed: Feed) -> str:
    if feed.paused:
        return "paused"
    if feed.next_check_at is None:
        return "not polled any more"
    if feed.failures:
        return "failing"
    return "answering" if feed.last_checked_at else "not polled yet"


def _warnings(figures: Figures) -> Iterator[str]:
    sample = figures.sample
    if figures.is_silent:
        yield f"No new article in 24 hours, where {figures.usual_a_day:g} a day are usual."
    if sample.forbidden:
        yield f"robots.txt forbade {sample.forbidden:,} of {_which(sample)} at their last check."
    if sample.failing >= max(MANY, sample.checked * LARGE_SHARE):
        yield f"{sample.failing:,} of the {sample.checked:,} articles still checked are checked in vain at present."


def _are(count: int) -> str:
    return f"{count:,} {'is' if count == 1 else 'are'}"


def _moment(at: datetime) -> str:
    return f"{at:%-d %B %Y, %H:%M} UTC"


def _share(part: int, whole: int) -> str:
    """Per cent, said so that a few are not none and nearly all are not all."""
    percent = 100 * part / whole
    if 0 < percent < 1:
        return "under 1 %"
    if 99 < percent < 100:
        return "over 99 %"
    return f"{percent:.0f} %"
