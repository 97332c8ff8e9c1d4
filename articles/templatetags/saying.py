"""Times, addresses and languages in words, for templates."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django import template
from django.utils import timezone

from articles.publishing import legible

register = template.Library()
register.filter(legible)

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@register.filter
def about(span: timedelta) -> str:
    """A span of time as one says it: "about 4 hours", "less than a minute"."""
    seconds = abs(span.total_seconds())
    for unit, length in UNITS:
        count = round(seconds / length)
        if count and seconds >= length * 0.95:
            return f"about {count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


@register.filter
def days_since(moment: datetime) -> int:
    return (timezone.now() - moment).days


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
def linkable(url: str) -> str:
    """The address where a link may lead there: http and https only, else nothing."""
    return url if url.startswith(("http://", "https://")) else ""


@register.filter
def language_tag(language: str) -> str:
    """A BCP 47 tag that `lang` may carry, else nothing."""
    return language if LANGUAGE_TAG.fullmatch(language) else ""
