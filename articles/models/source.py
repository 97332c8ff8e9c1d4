"""An outlet: its name, home page, rules of extraction and its own change record."""

from urllib.parse import urlsplit

from django.db import models
from django.urls import reverse
from django.utils.text import slugify


class SourceQuerySet(models.QuerySet["Source"]):
    def of_site(self, url: str) -> "Source | None":
        """The source whose home page is on the site of `url`, with or without www."""
        site = urlsplit(url).netloc.lower().removeprefix("www.")
        at_home = models.Q()
        for home in (f"{scheme}://{www}{site}" for scheme in ("http", "https") for www in ("", "www.")):
            at_home |= models.Q(home_url=home) | models.Q(home_url__startswith=f"{home}/")
        return self.filter(at_home).order_by("pk").first()

    def for_site(self, url: str) -> "Source":
        """The source of this site, made and named after its host where there is none."""
        parts = urlsplit(url)
        known = self.of_site(url)
        if known is not None:
            return known
        name = parts.netloc.removeprefix("www.")
        return self.create(name=name, slug=self.free_slug(name), home_url=f"{parts.scheme}://{parts.netloc}/")

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
    rules = models.JSONField(
        default=dict, blank=True, help_text="CSS selectors and patterns; the README explains them."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    articles_count = models.PositiveIntegerField(default=0, editable=False)
    changes_count = models.PositiveIntegerField(default=0, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.slug])
