"""A look at a site or feed before it is added: its first entries, and three of its articles as they would be kept.

Nothing of it is tracked. What was fetched of the feed is remembered with its validators, so that adding it fetches
nothing again; robots.txt and the hosts' gaps hold as ever.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Literal

from django.utils import timezone

from articles.discovery import BadUrl, Entry, site_of
from articles.extraction import CloseReading, starter_rules
from articles.models import HostBusy, LeaseLost, Preview, Source
from articles.versioning import Outcome

from .finding import Found, find_feed, forget_host, visit_now
from .reading import NoText, read_closely
from .remembering import remember
from .report import Clock, Postponed, Refusal
from .subscribing import home_of, told_of
from .visiting import PAGES

SAMPLES = 3
SAMPLES_WITHIN = timedelta(seconds=25)
"""For so long the samples may take, while somebody waits for the page: no visit begins later."""
FIRST_ENTRIES = 10
LONGEST_SHOWN = 40_000
"""Characters of a text that are shown: of nearly every article all."""

Serves = Literal["yes", "partly", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as it would be stored, or in `refused` why it would not be; `blocks` are pairs of kind and text,
    `is_cut` where they have more than LONGEST_SHOWN characters.
    """

    url: str
    title: str
    refused: str = ""
    headline: str = ""
    byline: str = ""
    blocks: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False
    left_out: tuple[str, ...] = ()
    left_out_count: int = 0


def look_at(url: str, who: str, clock: Clock = timezone.now) -> Preview:
    """Look at the feed at `url`, or at the one that is found for the site there, and at its first articles.

    Raises NotAdded where there is no feed to add, with why in words.
    """
    Preview.objects.forget_old(timezone.now())
    with told_of(url, "cannot be added", in_words):
        found = find_feed(url, clock)
    preview = Preview(made_at=timezone.now(), made_by=who, wanted=url, feed_url=found.url)
    remember(preview, found.answer)
    preview.answer |= {"site": found.site, "is_chosen": found.is_chosen}
    preview.seen = _seen(found) | _sampled(found, clock)
    preview.save()
    return preview


def _seen(found: Found) -> dict[str, Any]:
    content = found.content
    return {
        "title": content.title,
        "kind": content.kind,
        "entries_count": len(content.entries),
        "entries": [_told(entry) for entry in content.entries[:FIRST_ENTRIES]],
        "others": [asdict(link) for link in found.named if link.url != found.url],
        "has_validators": bool(
            found.answer.response.validators.etag or found.answer.response.validators.last_modified
        ),
    }


def _told(entry: Entry) -> dict[str, Any]:
    published = entry.published.isoformat() if entry.published else ""
    return {
        "url": entry.url,
        "title": entry.title,
        "published": published,
        "categories": list(entry.categories),
    }


def _sampled(found: Found, clock: Clock) -> dict[str, Any]:
    """What the samples say, and by that whether the site serves its articles to Stet."""
    chosen = [entry for entry in found.content.entries if entry.is_news][:SAMPLES]
    samples = list(_samples(chosen, _rules_for(found), clock))
    serves, said = _judged(samples)
    return {"samples": [asdict(sample) for sample in samples], "serves": serves, "said": said}


def _rules_for(found: Found) -> dict[str, Any]:
    """Those of the source that the site has, or would get."""
    home = home_of(found)
    known = Source.objects.of_site(home)
    return known.rules if known else starter_rules(site_of(home))


def _samples(entries: Sequence[Entry], rules: dict[str, Any], clock: Clock) -> Iterator[Sample]:
    give_up = timezone.now() + SAMPLES_WITHIN
    for entry in entries:
        try:
            yield _sample(entry, rules, clock, give_up)
        except (Refusal, BadUrl, HostBusy, Postponed, LeaseLost) as error:
            with suppress(BadUrl):
                forget_host(entry.url)
            yield Sample(entry.url, entry.title, refused=_as_sentence(in_words(error)))


def _sample(entry: Entry, rules: dict[str, Any], clock: Clock, give_up: datetime) -> Sample:
    answer = visit_now(entry.url, clock, PAGES, give_up)
    reading: CloseReading = read_closely(answer, rules)
    text = reading.text
    ends = list(accumulate(len(block.text) for block in text.blocks))
    shown = [block for block, end in zip(text.blocks, ends, strict=True) if end <= LONGEST_SHOWN]
    return Sample(
        answer.response.url,
        entry.title,
        headline=text.headline,
        byline=text.byline,
        blocks=tuple((block.kind, block.text) for block in shown),
        is_cut=len(shown) < len(text.blocks),
        left_out=reading.left_out,
        left_out_count=reading.left_out_count,
    )


def in_words(error: Exception) -> str:
    """Why a page is not served to Stet, or cannot be read now, for the one who would track it."""
    if isinstance(error, NoText):
        return "There is no text on the page without JavaScript, which Stet does not run."
    if isinstance(error, HostBusy | Postponed | LeaseLost):
        return "There was no time to look at it: its host is left alone for a while after each request."
    if not isinstance(error, Refusal):
        return str(error)
    more = {
        Outcome.FORBIDDEN: " Stet keeps to that: it cannot be tracked unless the publisher allows it.",
        Outcome.BLOCKED: " The site does not serve it to programs, or not to this one, or not now.",
        Outcome.WALLED: " What is behind it is not for Stet to see.",
    }
    return error.reason + more.get(error.outcome, "")


def _as_sentence(reason: str) -> str:
    """It stands alone; an address or a file at its beginning stays as it is."""
    is_name = reason.startswith(("http", "robots.txt"))
    return reason if is_name else reason[:1].upper() + reason[1:]


def _judged(samples: Sequence[Sample]) -> tuple[Serves, str]:
    refused = [sample.refused for sample in samples if sample.refused]
    reasons = " ".join(f"{reason.removesuffix('.')}." for reason in dict.fromkeys(refused))
    if not samples:
        return "unknown", "The feed lists no article now, so nothing is known of how the site serves them."
    if not refused:
        return "yes", "The site serves its articles to Stet: all that were tried could be read."
    if len(refused) < len(samples):
        read = len(samples) - len(refused)
        return "partly", f"{read} of {len(samples)} articles that were tried could be read. {reasons}"
    return "no", f"None of the {len(samples)} articles that were tried could be read. {reasons}"
