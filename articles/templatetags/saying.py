"""Times, addresses and languages in words, for templates."""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.utils import timezone

from articles.publishing import about, clause, legible, linkable

register = template.Library()
register.filter(about)
register.filter(clause)
register.filter(legible)
register.filter(linkable)

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@register.filter
def from_now(moment: datetime) -> str:
    """How far away a moment is, roughly: "about 4 hours"."""
    return about(moment - timezone.now())


@register.filter
def stamp(moment: datetime) -> str:
    """As `<time datetime>` has it: "2026-11-24T06:00:00Z"; HTML knows no microseconds."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def days_since(moment: datetime) -> int:
    return (timezone.now() - moment).days


@register.filter
def grouped(count: int) -> str:
    """As one reads large numbers: "1,730"."""
    return f"{count:,}"


@register.filter
def is_past(moment: datetime) -> bool:
    return moment <= timezone.now()


@register.filter
def site(url: str) -> str:
    """The site's name in an address: "bbc.co.uk"."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@register.filter
def absolute(path: str) -> str:
    """An address of this site as others cite it."""
    return f"{settings.PUBLIC_URL}{path}"


@register.filter
def language_tag(language: str) -> str:
    """A BCP 47 tag that `lang` may carry, else nothing."""
    return language if LANGUAGE_TAG.fullmatch(language) else ""
