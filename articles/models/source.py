"""An outlet: its name, home page, rules of extraction and its own change record."""

from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from articles.discovery import BadUrl, canonical_url


def site_of(url: str) -> str:
    """The host of a URL, and its port if that is unusual, without www: what makes two addresses one site's."""
    try:
        return urlsplit(canonical_url(url)).netloc.removeprefix("www.")
    except BadUrl:
        return ""


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
        return self.create(name=name[:200], slug=self.free_slug(name), home_url=home_url)

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
    unmatched_rules = models.JSONField(
        default=list, editable=False, help_text="which rules found nothing on the page that was read last"
    )
    audits_count = models.PositiveIntegerField(default=0, editable=False)
    audit_mismatches_count = models.PositiveIntegerField(default=0, editable=False)

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

    def count(self, articles: int = 0, changes: int = 0) -> None:
        """Add to the source's record."""
        Source.objects.filter(pk=self.pk).update(
            articles_count=models.F("articles_count") + articles,
            changes_count=models.F("changes_count") + changes,
        )
