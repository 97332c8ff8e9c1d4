"""An outlet: its name, home page, rules of extraction and its own change record."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.text import slugify

from articles.discovery import canonical_url, site_of
from articles.extraction import EXTRACTOR_VERSION, starter_rules
from articles.scheduling import HOURS, SourceRecord, hint_record_after, hints_are_trusted, next_price

FROM_THE_FIRST = -1
"""Below the key of every article, and told from 0, where telling again has begun."""
PRICED_EVERY = timedelta(minutes=15)
ROTTEN_PAGES = 5
"""A rule that finds nothing on so many pages in a row is said to be rotten."""


class SourceQuerySet(models.QuerySet["Source"]):
    def of_site(self, url: str) -> "Source | None":
        """The source whose home page is on the site of `url`."""
        return self.filter(site=site_of(url)).order_by("pk").first()

    def for_site(self, url: str) -> "Source":
        """The source of this site, made and named after its host where there is none. Raises BadUrl."""
        known = self.of_site(url)
        if known is not None:
            return known
        parts = urlsplit(canonical_url(url))
        name, home_url = site_of(url), f"{parts.scheme}://{parts.netloc}/"
        return self.start(name, "", home_url)

    def start(self, name: str, slug: str, home_url: str) -> "Source":
        """A new source, with the starter rules of its site where there are some.

        Without a slug it gets one that is free, whoever else takes one at the same moment. Raises IntegrityError where
        the slug that is asked for is taken.
        """
        rules = starter_rules(site_of(home_url))
        while True:
            chosen = slug or self.free_slug(name)
            try:
                with transaction.atomic():
                    return self.create(name=name[:200], slug=chosen, home_url=home_url, rules=rules)
            except IntegrityError:
                if slug or not self.filter(slug=chosen).exists():
                    raise

    def tell_articles_again(self) -> int:
        """Have the histories of all their articles told again: what counts as their text is otherwise now.

        Little by little, and by whoever comes to it: no check waits for it, and none is waited for.
        """
        return self.update(retell_after=FROM_THE_FIRST)

    def free_slug(self, name: str) -> str:
        """A slug for `name` that no source has."""
        wanted = slugify(name.replace(".", "-").replace(":", "-"))[:70] or "source"
        taken = set(self.filter(slug__startswith=wanted).values_list("slug", flat=True))
        numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
        return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


class Source(models.Model):
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    home_url = models.URLField(max_length=2000, blank=True)
    site = models.CharField(max_length=262, blank=True, db_index=True, editable=False)
    rules = models.JSONField(
        default=dict, blank=True, help_text="CSS selectors and patterns; the README explains them."
    )
    articles_count = models.PositiveIntegerField(default=0, editable=False)
    changes_count = models.PositiveIntegerField(default=0, editable=False)
    changes_in_feed_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="changes of articles that a feed listed at the time"
    )
    changes_hinted_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="those of them that a hint had told of"
    )
    hints_count = models.PositiveIntegerField(default=0, editable=False, help_text="hints that were followed")
    hints_right_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="hints that led to a change"
    )
    changes_by_hour = models.JSONField(
        default=list, editable=False, help_text="changes found in each hour of the day, UTC"
    )
    fetches_per_day = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="The budget of fetches a day; empty: as many as the schedule asks for.",
    )
    price = models.FloatField(
        default=1.0, editable=False, help_text="above 1 while its budget of fetches is short"
    )
    priced_at = models.DateTimeField(null=True, editable=False)
    unmatched_rules = models.JSONField(
        default=dict, editable=False, help_text="rules that found nothing, on how many pages in a row"
    )
    audits_count = models.PositiveIntegerField(default=0, editable=False)
    audit_mismatches_count = models.PositiveIntegerField(default=0, editable=False)
    retell_after = models.BigIntegerField(
        null=True, editable=False, help_text="the articles above this key are to be told again"
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs: Any) -> None:
        self.site = site_of(self.home_url)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])

    @property
    def record(self) -> SourceRecord:
        """Its own record, as the schedule reads it."""
        return SourceRecord(
            articles=self.articles_count,
            changes=self.changes_count,
            changes_in_feed=self.changes_in_feed_count,
            changes_hinted=self.changes_hinted_count,
            by_hour=tuple(self.changes_by_hour or HOURS * [0]),
        )

    def pause(self) -> tuple[int, int]:
        """Poll none of its feeds and check none of its articles; how many of each there were."""
        return self._feeds().pause_all(), self._articles().pause_all()

    def resume(self, now: datetime) -> tuple[int, int]:
        """Go on with all that is paused, at once; how many of each there were."""
        return self._feeds().resume_all(now), self._articles().resume_all(now)

    def _feeds(self) -> Any:
        return self.feeds.all()

    def _articles(self) -> Any:
        return self.articles.all()

    def trusts_hint(self, digest: str) -> bool:
        """Whether to follow the hint that an entry has this digest now."""
        return hints_are_trusted(self.hints_count, self.hints_right_count, int(digest, 16))

    def note_hint(self, came_true: bool) -> None:
        """That a hint was followed, and whether the article had changed."""
        self.hints_count, self.hints_right_count = hint_record_after(
            self.hints_count, self.hints_right_count, came_true
        )
        Source.objects.filter(pk=self.pk).update(
            hints_count=self.hints_count, hints_right_count=self.hints_right_count
        )

    def reprice(self, spent: float, now: datetime) -> None:
        """Move the price by what was spent in the last day, so that its budget is met. Without one it is 1."""
        if self.fetches_per_day is None:
            price = 1.0
        else:
            since = self.priced_at or now
            price = next_price(self.price, spent, self.fetches_per_day, (now - since) * settings.TIME_SCALE)
        self.price, self.priced_at = price, now
        Source.objects.filter(pk=self.pk).update(price=price, priced_at=now)

    def is_to_be_priced(self, now: datetime) -> bool:
        if self.fetches_per_day is None:
            return self.price > 1
        return self.priced_at is None or now - self.priced_at >= PRICED_EVERY / settings.TIME_SCALE

    def note_change(self, found_at: datetime, in_feed: bool, hinted: bool) -> None:
        """A change of one of its articles that was found at this time. Its row is locked: none is forgotten."""
        fresh = Source.objects.select_for_update(no_key=True).get(pk=self.pk)
        by_hour = list(fresh.changes_by_hour or HOURS * [0])
        by_hour[found_at.astimezone(UTC).hour] += 1
        Source.objects.filter(pk=self.pk).update(
            changes_count=models.F("changes_count") + 1,
            changes_in_feed_count=models.F("changes_in_feed_count") + int(in_feed),
            changes_hinted_count=models.F("changes_hinted_count") + int(in_feed and hinted),
            changes_by_hour=by_hour,
        )

    @property
    def reader(self) -> str:
        """Which extractor with which rules reads its pages, by a digest of both."""
        told = json.dumps([EXTRACTOR_VERSION, self.rules], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    @property
    def rotten_rules(self) -> list[str]:
        """Rules that found nothing on page after page: the site has probably changed its markup."""
        return [rule for rule, pages in self.unmatched_rules.items() if pages >= ROTTEN_PAGES]

    def note_unmatched(self, unmatched: Sequence[str]) -> None:
        """Which rules found nothing on the page that was just read."""
        misses = {rule: self.unmatched_rules.get(rule, 0) + 1 for rule in unmatched}
        if misses != self.unmatched_rules:
            self.unmatched_rules = misses
            Source.objects.filter(pk=self.pk).update(unmatched_rules=misses)

    def note_audit(self, is_equal: bool) -> None:
        """That a page whose fingerprint was known was read all the same, and whether its text was known too."""
        Source.objects.filter(pk=self.pk).update(
            audits_count=models.F("audits_count") + 1,
            audit_mismatches_count=models.F("audit_mismatches_count") + int(not is_equal),
        )

    def count(self, articles: int = 0, changes: int = 0) -> None:
        """Add to the source's record."""
        Source.objects.filter(pk=self.pk).update(
            articles_count=models.F("articles_count") + articles,
            changes_count=models.F("changes_count") + changes,
        )
