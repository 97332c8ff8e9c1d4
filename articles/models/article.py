"""One story at one canonical URL, and the other URLs it goes by."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.urls import reverse
from django.utils.functional import cached_property

from articles.discovery import BadUrl, address_forms, canonical_url, same_site
from articles.scheduling import History, article_wait, next_interval
from articles.versioning import CHANGES, FAILURES, Outcome

from .day import Purpose
from .feed import Feed
from .hideable import Hideable
from .host import Host
from .presence import Presence, PresenceQuerySet
from .queue import LeaseLost
from .source import Source
from .statements import compare_and_set

CONFIRM_AFTER = timedelta(minutes=4)
"""What differs or is gone is looked at again after this time: minutes, so that a cache and a busy editor have moved on.
"""


AUDITED_ONE_IN = 100


PAGE_UNREAD = {"body_sha256": "", "page_fingerprint": "", "etag": "", "last_modified": ""}
"""The fields of an article whose next check reads the page itself, whatever was known of it."""


IS_LISTED = """
SELECT EXISTS (
    SELECT 1 FROM articles_listing JOIN articles_feed ON articles_feed.id = articles_listing.feed_id
    WHERE articles_listing.article_id = %s AND articles_feed.next_check_at IS NOT NULL
)
"""


def _repeated(canonical_urls: Iterable[str]) -> Iterator[str]:
    """Those of these URLs by which a story goes that goes by another of them before."""
    met: set[str] = set()
    for url in canonical_urls:
        if met.isdisjoint(address_forms(url)):
            met.add(url)
        else:
            yield url


class ArticleQuerySet(PresenceQuerySet["Article"]):
    def known_as(self, url: str) -> "Article | None":
        """The article at this URL, in whatever form, http or https. Raises BadUrl where it is none.

        Two look-ups by index: one condition over both tables would read every article.
        """
        forms = address_forms(canonical_url(url))
        return self.filter(url__in=forms).first() or self.filter(aliases__url__in=forms).first()

    def known_by(self, urls: Iterable[str]) -> dict[str, int]:
        """Which of these canonical URLs belong to an article already, in whatever form, and its key."""
        wanted = {url: address_forms(url) for url in urls}
        forms = {form for each in wanted.values() for form in each}
        known = dict(Alias.objects.filter(url__in=forms).values_list("url", "article"))
        known |= dict(self.filter(url__in=forms).values_list("url", "pk"))
        found = ((url, [known[form] for form in each if form in known]) for url, each in wanted.items())
        return {url: keys[0] for url, keys in found if keys}

    def track(self, url: str, source: Source, now: datetime) -> "tuple[Article, bool]":
        """The article at `url`, made and due at once where it was not tracked; whether it was made. Raises BadUrl."""
        article = self.known_as(url)
        if article is not None:
            return article, False
        with transaction.atomic():
            article, made = self._make(url, source, now)
            source.count(articles=int(made))
        return article, made

    def track_all(
        self,
        found: Mapping[str, Mapping[str, Any]],
        source: Source,
        now: datetime,
        known: dict[str, int] | None = None,
    ) -> int:
        """Make an article, due at once, of each URL that is not known; how many were made.

        `found` maps the URLs to what is known of them: feed, headline, published_at. `known` is what `known_by` told of
        their canonical URLs, where it was asked before; the new ones are added to it. Made in the order of their
        canonical URLs, and counted last, so that two feeds with the same news cannot wait for each other.
        """
        fresh = {canonical_url(url): url for url in reversed(list(found))}
        known = self.known_by(fresh) if known is None else known
        for url in fresh.keys() & known.keys():
            del fresh[url]
        repeated = set(_repeated(sorted(fresh)))
        made = 0
        with transaction.atomic():
            for url in sorted(fresh.keys() - repeated):
                article, is_new = self._make(fresh[url], source, now, **found[fresh[url]])
                known[url] = article.pk
                made += is_new
            source.count(articles=made)
        known |= {url: next(known[form] for form in address_forms(url) if form in known) for url in repeated}
        return made

    def hint(self, keys: Iterable[int], now: datetime) -> int:
        """Have these articles looked at now, retired ones too; how many will be.

        What is paused stays so, and what is held is looked at again soon anyway. An article that is being written to
        was just looked at; to wait for it, with its source's row locked, would be a deadlock.
        """
        hinted = self.filter(pk__in=list(keys), paused=False, is_held=False)
        free = list(hinted.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
        return self.filter(pk__in=free).update(hinted_at=now, next_check_at=now)

    def _make(self, url: str, source: Source, now: datetime, **known: Any) -> "tuple[Article, bool]":
        canonical = canonical_url(url)
        fields = {"source": source, "fetch_url": url, "host": Host.objects.for_url(url), "first_seen_at": now}
        return self.get_or_create(url=canonical, defaults={**fields, "next_check_at": now, **known})


class Article(Presence, Hideable):
    address_field = "fetch_url"

    source = models.ForeignKey(Source, models.PROTECT, related_name="articles", db_index=False)
    feed = models.ForeignKey(Feed, models.SET_NULL, null=True, blank=True, related_name="articles")
    url = models.URLField(max_length=2000, help_text="canonical")
    fetch_url = models.TextField(help_text="as it was found")
    headline = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    first_seen_at = models.DateTimeField(editable=False)
    last_seen_at = models.DateTimeField(
        null=True, editable=False, help_text="the last check that saw the current text"
    )
    last_changed_at = models.DateTimeField(null=True, editable=False)
    interval = models.DurationField(null=True, editable=False)
    body_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    page_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    is_held = models.BooleanField(
        default=False, editable=False, help_text="a differing text waits for another sight"
    )
    hinted_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text="when a feed last hinted at a change that no check has looked for",
    )
    current = models.ForeignKey("Version", models.PROTECT, null=True, related_name="+", editable=False)
    checks_count = models.PositiveIntegerField(default=0, editable=False)
    versions_count = models.PositiveIntegerField(default=0, editable=False)
    changes_count = models.PositiveIntegerField(default=0, editable=False)
    spurious_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="changes that proved to be none"
    )
    read_by = models.CharField(max_length=16, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta(Presence.Meta):
        constraints = [models.UniqueConstraint(fields=["url"], name="article_url")]
        indexes = [
            *Presence.Meta.indexes,
            models.Index(fields=["source", "-first_seen_at", "-id"], name="article_by_source"),
        ]

    def __str__(self) -> str:
        return self.headline or self.url

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.pk])

    @property
    def is_audited(self) -> bool:
        """Whether the next check reads the page although its fingerprint may be known: one in a hundred does."""
        return self.checks_count % AUDITED_ONE_IN == self.pk % AUDITED_ONE_IN

    @property
    def purpose(self) -> Purpose:
        """What a visit is for that is under way: it was claimed and is not settled yet."""
        waits = self.is_held if self.last_outcome == Outcome.CANDIDATE else self.was_gone
        if waits and self._was_to_be_seen_again_soon():
            return "confirmations"
        return "hinted_checks" if self.hinted_at else "checks"

    def _was_to_be_seen_again_soon(self) -> bool:
        if self.last_checked_at is None or self.next_check_at is None:
            return False
        return self.next_check_at - self.last_checked_at <= CONFIRM_AFTER / settings.TIME_SCALE

    @property
    def flaps(self) -> bool:
        """Whether its page is known to go back and forth: then looking again soon tells nothing new."""
        return self.changes.filter(number=self.changes_count, flapping=True).exists()

    @property
    def changed_times(self) -> int:
        return self.changes_count - self.spurious_count

    def history(self, outcome: Outcome, now: datetime) -> History:
        """What the schedule goes by after a check with this outcome; its durations are the schedule's own."""
        changed_at = self.last_changed_at or self.first_seen_at
        return History(
            now=now,
            age=(now - self.first_seen_at) * settings.TIME_SCALE,
            since_change=(now - changed_at) * settings.TIME_SCALE,
            interval=self.interval,
            changed=outcome in CHANGES and self.changes_count > 0,
            hinted=self.hinted_at is not None,
            changes=self.changes_count,
            in_feed=self.is_listed,
            has_hints=self.feed_id is not None,
            source=self.source.record,
        )

    @cached_property
    def is_listed(self) -> bool:
        """Whether a feed that is polled lists it."""
        with connection.cursor() as cursor:  # at every check: see statements.py
            cursor.execute(IS_LISTED, [self.pk])
            return bool(cursor.fetchone()[0])

    def next_check(self, outcome: Outcome, now: datetime, confirm: bool = False) -> dict[str, Any]:
        """The schedule's fields after a check with this outcome; `interval` is the policy's own, whatever the scale.

        With `confirm`, what was seen waits for another sight, and the page is looked at again soon; so is one of which
        a hint had told, where a failure tells nothing.
        """
        keeps = self._keeps_interval(outcome, now, confirm)
        soon = confirm or (keeps and self.hinted_at is not None)
        interval = self.interval if keeps else None
        interval = interval or next_interval(self.history(outcome, now), self.source.price)
        wait = CONFIRM_AFTER if soon else interval and article_wait(interval, self.pk + self.checks_count)
        return {
            "interval": interval or self.interval,
            "next_check_at": now + wait / settings.TIME_SCALE if wait else None,
            "last_checked_at": now,
            "last_outcome": outcome,
            "hinted_at": self.hinted_at if soon else None,
            "checks_count": self.checks_count + 1,
            "failures": self.failures + 1 if outcome in FAILURES else 0,
        }

    def _write_if_leased(self, fields: Mapping[str, Any]) -> bool:
        """Where a hint came while the page was visited, it stands, and with it when the page is due."""
        as_known = {"lease_token": self.lease_token, "hinted_at": self.hinted_at}
        if compare_and_set(self, as_known, **fields):
            return True
        kept = ("hinted_at", "next_check_at")
        return super()._write_if_leased({name: fields[name] for name in fields if name not in kept})

    def _keeps_interval(self, outcome: Outcome, now: datetime, confirm: bool) -> bool:
        """One failure tells nothing of an article, nor does what is still to be confirmed, nor any while its host is
        out, unless it is known to be gone or was never seen.
        """
        is_hosts = self.may_be_removed and self.host.excuses_failures(now)
        return outcome in FAILURES and (confirm or not self.failures or is_hosts)

    def know_as(self, url: str) -> bool:
        """Remember another URL of this article; False where it is known already, as this article or another.

        Raises BadUrl.
        """
        canonical = canonical_url(url)
        if Article.objects.known_as(canonical) is not None:
            return False
        return Alias.objects.get_or_create(url=canonical, defaults={"article": self})[1]

    def goes_by(self, url: str) -> bool:
        """As `know_as`, but an address of another site, or one that no article can have (too long), is not taken."""
        try:
            return same_site(url, self.url) and self.know_as(url)
        except BadUrl:
            return False

    def hide(self, reason: str, now: datetime) -> None:
        super().hide(reason, now)
        self.events.create(
            kind="hidden", source_id=self.source_id, happened_at=now, detail=reason, hidden=True
        )

    def named_by_notices(self) -> "tuple[Article, None]":
        return self, None

    def lock(self) -> None:
        rows = Article.objects.select_for_update(no_key=True)  # what refers to it may be written meanwhile
        fresh = rows.values("hidden_at", "headline").get(pk=self.pk)
        self.hidden_at, self.headline = fresh["hidden_at"], fresh["headline"]

    def lock_as_known(self) -> None:
        """Lock it. Raises LeaseLost where its story went on since it was loaded: by the desk, or another reading."""
        self.lock()
        known = {"current": self.current_id, "changes_count": self.changes_count}
        if not Article.objects.filter(pk=self.pk, **known).exists():
            raise LeaseLost(f"article {self.pk} was changed by another hand.")

    def spread_visibility(self) -> None:
        self.events.update(hidden=self.hidden_at is not None)
        self.changes.follow_visibility()
        self.passages.rebuild(self)


class Alias(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="aliases")
    url = models.URLField(max_length=2000, unique=True)

    class Meta:
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.url
